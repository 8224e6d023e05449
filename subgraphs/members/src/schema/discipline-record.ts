import { DateScalar, Label } from '@agency-graph/kit';
import { Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { StoredDiscipline } from '../database.js';
import { DisciplineForm } from './enums.js';
import { Organisation } from './organisation.js';
import { Document } from './stubs.js';

/** Only outcomes that a published document carries follow that document; all else is the inspection's. */
@ObjectType({ description: 'A disciplinary decision on a member.' })
@Label('CONFIDENTIAL', 'INTERNAL', 'SENSITIVE', 'UBKTTW')
export class DisciplineRecord {
  @Field(() => DisciplineForm, { nullable: true, description: 'Form of discipline.' })
  form!: keyof typeof DisciplineForm;

  @Field(() => DateScalar, { nullable: true, description: 'Day of the decision.' })
  decidedOn!: string;

  @Field(() => String, { nullable: true, description: 'What it was for.' })
  grounds!: string;

  @Field(() => Boolean, { nullable: true, description: 'Whether the outcome was published.' })
  @Label('CONFIDENTIAL', 'INTERNAL', 'NONE', 'UBKTTW')
  published!: boolean;
}

@Resolver(() => DisciplineRecord)
export class DisciplineLinks {
  @FieldResolver(() => Organisation, { nullable: true, description: 'The organisation that decided.' })
  decidedBy(@Root() record: StoredDiscipline): Organisation {
    return { id: record.decidedById };
  }

  @FieldResolver(() => Document, { nullable: true, description: 'The decision, where there is a document of it.' })
  decision(@Root() record: StoredDiscipline): Document | null {
    return record.decisionId === null ? null : { id: record.decisionId };
  }
}
