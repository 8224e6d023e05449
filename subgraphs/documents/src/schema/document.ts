import type { Compartment, Secrecy } from '@agency-graph/contract';
import { CompartmentEnum, DateScalar, Inaccessible, Key, Label, RowLabelled, SecrecyEnum } from '@agency-graph/kit';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Circulation, DocStatus, DocType, Urgency } from './enums.js';

/** What every account of the Party block may know of a document that is no secret. */
export const Registered = Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'ISSUER');
export const OnRequest = Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'ISSUER');
const Internal = Label('UNCLASSIFIED', 'INTERNAL', 'NONE', 'ISSUER');
const Marking = Label('CONFIDENTIAL', 'INTERNAL', 'NONE', 'ISSUER');

/** A document as the table keeps it; the fields that lead to other rows are in `document-links.ts`. */
@ObjectType({ description: 'An official document.' })
@Key('id')
@RowLabelled({
  secrecy: 'rowSecrecy',
  until: 'rowSecrecyUntil',
  compartments: 'rowCompartments',
  scopes: ['rowIssuerPath', 'rowRecipientPaths'],
})
@Label('CONFIDENTIAL', 'INTERNAL', 'BASIC', 'ISSUER')
export class Document {
  @Field(() => ID, { description: 'Id of the document.' })
  @Registered
  id!: string;

  @Field(() => DocType, { nullable: true, description: 'Type of document.' })
  @Registered
  docType!: keyof typeof DocType;

  @Field(() => Int, { nullable: true, description: 'Number, from 1 per type, issuer and term.' })
  @Registered
  number!: number;

  @Field(() => String, { nullable: true, description: 'Number and symbol, e.g. `57-NQ/TWG`; not unique over terms.' })
  @Registered
  symbol!: string;

  @Field(() => String, { nullable: true, description: 'Term of the committee in which it was issued.' })
  @Registered
  term!: string;

  @Field(() => String, { nullable: true, description: 'What it is about, in one sentence.' })
  @Registered
  abstract!: string;

  @Field(() => DateScalar, { nullable: true, description: 'Day of issue.' })
  @Registered
  issuedOn!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day from which it holds; null where that is the day of issue.',
  })
  @Registered
  effectiveOn!: string | null;

  @Field(() => DocStatus, { nullable: true, description: 'Whether it is in force.' })
  @Registered
  status!: keyof typeof DocStatus;

  @Field(() => String, { nullable: true, description: 'Name of the signatory, as on the document.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'BASIC', 'ISSUER')
  signerName!: string;

  @Field(() => String, { nullable: true, description: 'In what capacity the signatory signed.' })
  @Registered
  signerTitle!: string;

  @Field(() => Urgency, { nullable: true, description: 'How soon it must reach its recipients.' })
  @OnRequest
  urgency!: keyof typeof Urgency;

  @Field(() => Circulation, { nullable: true, description: 'Who it may reach.' })
  @OnRequest
  circulation!: keyof typeof Circulation;

  @Field(() => [CompartmentEnum], {
    nullable: true,
    description: 'Closed subject matters; seeing it takes all of them.',
  })
  @Marking
  compartments!: Compartment[];

  @Field(() => DateScalar, { nullable: true, description: 'Day on which its level was set.' })
  @Marking
  secrecySetOn!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day of its level: 30, 20 or 10 years from the day it was set unless extended or shortened.',
  })
  @Marking
  secrecyUntil!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether its electronic signature was valid on arrival.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  signatureValid!: boolean;

  @Field(() => String, { nullable: true, description: 'Code of the file in which it is kept.' })
  @Internal
  fileCode!: string;

  @Field(() => String, { nullable: true, description: 'How long it is kept.' })
  @Internal
  retention!: string;

  @Field(() => SecrecyEnum, { nullable: true, description: 'Row label: its own level, as marked.' })
  @Inaccessible()
  rowSecrecy!: Secrecy;

  @Field(() => DateScalar, { nullable: true, description: 'Row label: last day of its level.' })
  @Inaccessible()
  rowSecrecyUntil!: string | null;

  @Field(() => [CompartmentEnum], { nullable: true, description: 'Row label: its compartments.' })
  @Inaccessible()
  rowCompartments!: Compartment[];

  @Field(() => String, { nullable: true, description: "Row label: the issuer's path in the register." })
  @Inaccessible()
  rowIssuerPath!: string;

  @Field(() => [String], { nullable: true, description: "Row label: the recipients' paths in the register." })
  @Inaccessible()
  rowRecipientPaths!: string[];

  issuerId!: string;
  signerId!: string | null;
  recipientIds!: readonly string[];
  replacesIds!: readonly string[];
  /** Place in the order newest first. */
  recency!: number;
}
