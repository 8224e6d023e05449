import { DateTimeScalar, Label } from '@agency-graph/kit';
import { Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { CHECKS, type CheckCode } from '../quality/catalogue.js';
import { QualityDimension } from './enums.js';

@ObjectType({ description: 'Something that a detector found wrong with a record.' })
@Label('UNCLASSIFIED', 'INTERNAL', 'NONE', 'BTCTW')
export class QualityIssue {
  @Field(() => String, { nullable: true, description: 'Code of the check that failed, Q01 to Q23.' })
  code!: string;

  @Field(() => String, { nullable: true, description: 'Field that it is about; its value is never repeated here.' })
  field!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was found.' })
  detectedAt!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was mended; null until then.' })
  fixedAt!: string | null;
}

@Resolver(() => QualityIssue)
export class QualityIssueDimension {
  @FieldResolver(() => QualityDimension, { nullable: true, description: 'Dimension that the check belongs to.' })
  dimension(@Root() issue: QualityIssue): keyof typeof QualityDimension {
    return CHECKS[issue.code as CheckCode];
  }
}
