import { DateScalar, Key, Label } from '@agency-graph/kit';
import { Field, ID, ObjectType } from 'type-graphql';
import { AdminUnitType } from './enums.js';

/** An administrative unit as the table keeps it; parent and successors are in `admin-unit-links.ts`. */
@ObjectType({ description: 'An administrative unit.' })
@Key('code')
@Label('UNCLASSIFIED', 'OPEN', 'NONE', 'MOHA')
export class AdminUnit {
  @Field(() => ID, { description: 'Code of the unit.' })
  code!: string;

  @Field(() => String, { nullable: true, description: 'Name of the unit.' })
  name!: string;

  @Field(() => AdminUnitType, { nullable: true, description: 'What the unit is, or was.' })
  type!: keyof typeof AdminUnitType;

  @Field(() => DateScalar, { nullable: true, description: 'First day on which the unit existed.' })
  validFrom!: string;

  @Field(() => DateScalar, { nullable: true, description: 'Day on which the unit ended; null while it exists.' })
  validTo!: string | null;

  parentCode!: string | null;
  replacedByCodes!: readonly string[];
}
