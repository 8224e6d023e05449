import type { Secrecy } from '@agency-graph/contract';
import { DateScalar, Inaccessible, Key, Label, RowLabelled, SecrecyEnum } from '@agency-graph/kit';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { OrgBlock, OrgFunction, OrgKind, OrgLevel, OrgStatus } from './enums.js';

/** What every account of the Party block may know of a body. */
export const Registered = Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'BTCTW');

/** A body as the table keeps it; the fields that lead to other rows are in `organisation-links.ts`. */
@ObjectType({ description: 'An organisation of the register.' })
@Key('id')
@RowLabelled({ secrecy: 'rowSecrecy', scopes: ['rowPath'] })
@Label('CONFIDENTIAL', 'INTERNAL', 'BASIC', 'BTCTW')
export class Organisation {
  @Field(() => ID, { description: 'Id in the register.' })
  @Registered
  id!: string;

  @Field(() => String, { nullable: true, description: 'Official code.' })
  @Registered
  code!: string;

  @Field(() => String, { nullable: true, description: 'Official name.' })
  @Registered
  name!: string;

  @Field(() => String, { nullable: true, description: 'Short name.' })
  @Registered
  shortName!: string;

  @Field(() => OrgBlock, { nullable: true, description: 'Block of the political system it belongs to.' })
  @Registered
  block!: keyof typeof OrgBlock;

  @Field(() => OrgLevel, { nullable: true, description: 'Level at which it stands.' })
  @Registered
  level!: keyof typeof OrgLevel;

  @Field(() => OrgKind, { nullable: true, description: 'What sort of body it is.' })
  @Registered
  kind!: keyof typeof OrgKind;

  @Field(() => [OrgFunction], { nullable: true, description: 'What it does for its committee.' })
  @Registered
  functions!: (keyof typeof OrgFunction)[];

  @Field(() => OrgStatus, { nullable: true, description: 'Whether it is in force.' })
  @Registered
  status!: keyof typeof OrgStatus;

  @Field(() => String, {
    nullable: true,
    description: 'Its place in the tree, e.g. `TW.G07.C012.K03.B02`; it changes when the body moves.',
  })
  @Registered
  path!: string;

  @Field(() => DateScalar, { nullable: true, description: 'Day on which it was set up.' })
  @Registered
  establishedOn!: string;

  @Field(() => DateScalar, { nullable: true, description: 'Day on which it ended; null while it is in force.' })
  @Registered
  dissolvedOn!: string | null;

  @Field(() => SecrecyEnum, { nullable: true, description: 'Level of the row: armed-forces bodies may be secret.' })
  @Label('UNCLASSIFIED', 'INTERNAL', 'NONE', 'BTCTW')
  secrecy!: Secrecy;

  @Field(() => String, {
    nullable: true,
    description: 'The official to turn to about sharing its data (practice of Decree 47/2020).',
  })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'BASIC', 'BTCTW')
  dataFocalPoint!: string | null;

  @Field(() => Int, { nullable: true, description: 'Points of the Party network at this body.' })
  @Label('CONFIDENTIAL', 'INTERNAL', 'NONE', 'VPTW')
  networkPoints!: number | null;

  @Field(() => SecrecyEnum, { nullable: true, description: "Row label: the row's own level." })
  @Inaccessible()
  rowSecrecy!: Secrecy;

  @Field(() => String, { nullable: true, description: "Row label: the body's path in the register." })
  @Inaccessible()
  rowPath!: string;

  parentId!: string | null;
  adminUnitCode!: string | null;
  successorIds!: readonly string[];
}
