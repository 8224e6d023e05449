import { parse, type DocumentNode } from 'graphql';

/** Identity of the label specification in `@link`: directives are recognised by it, never by their local name. */
export const LABEL_SPEC = 'https://specs.agency-graph.example/label';
export const LABEL_SPEC_VERSION = 'v1.0';

/** Secrecy levels in rising order (*Mật*, *Tối mật*, *Tuyệt mật*; state-secrets law 117/2025, art. 8). */
export const SECRECY = ['UNCLASSIFIED', 'CONFIDENTIAL', 'SECRET', 'TOP_SECRET'] as const;
/** The gate at the block boundary, in order of strictness. */
export const SHARING = ['OPEN', 'DEFAULT', 'ON_REQUEST', 'INTERNAL'] as const;
/** Personal data grades, in order of strictness (Decree 356/2025, art. 3–4). */
export const PERSONAL_DATA = ['NONE', 'BASIC', 'SENSITIVE'] as const;
export const COMPARTMENTS = ['NHAN_SU', 'KIEM_TRA', 'DOI_NGOAI', 'AN_NINH', 'TAI_CHINH'] as const;
/** Who answers for a field. ISSUER and LEAD resolve to the row's first scope. */
export const STEWARDS = ['VPTW', 'BTCTW', 'UBKTTW', 'ISSUER', 'LEAD', 'MOHA', 'C06'] as const;

export type Secrecy = (typeof SECRECY)[number];
export type Sharing = (typeof SHARING)[number];
export type PersonalData = (typeof PERSONAL_DATA)[number];
export type Compartment = (typeof COMPARTMENTS)[number];
export type Steward = (typeof STEWARDS)[number];

/** What may be said of a field: three axes and the steward who answers for it. */
export interface Label {
  readonly secrecy: Secrecy;
  readonly sharing: Sharing;
  readonly personal: PersonalData;
  readonly steward: Steward;
}

/** Names of the `@inaccessible` fields of a type that carry its row's level, lapse date, compartments and scopes. */
export interface RowLabel {
  readonly secrecy?: string;
  readonly until?: string;
  readonly compartments?: string;
  readonly scopes: readonly string[];
}

/** The SDL that every subgraph's schema carries: the three directives and the enums they use. */
export const LABEL_DEFINITIONS = /* GraphQL */ `
  "What may be said of a field, and who answers for it. On a type: what its fields get when they say nothing."
  directive @label(
    secrecy: Secrecy!
    sharing: Sharing!
    personal: PersonalData!
    steward: String!
  ) repeatable on OBJECT | FIELD_DEFINITION
  "The hidden fields that carry a row's own level, the day it lapses, its compartments and the organisation paths it belongs to."
  directive @rowLabel(secrecy: String, until: String, compartments: String, scopes: [String!]) on OBJECT
  "The fields that an argument reads: filtering or sorting by a field is reading it."
  directive @reads(fields: [String!]!) on ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION
  "State-secret levels in rising order."
  enum Secrecy {
    "No secret."
    UNCLASSIFIED
    "Mật: harm to the national interest."
    CONFIDENTIAL
    "Tối mật: very serious harm."
    SECRET
    "Tuyệt mật: exceptionally serious harm. Never enters the gateway."
    TOP_SECRET
  }
  "The gate at the boundary of the Party block."
  enum Sharing {
    "Any token, no agreement, no purpose."
    OPEN
    "Any active account of the Party block; outside it an agreement that names the dataset."
    DEFAULT
    "What the scope table admits; outside the block an agreement that names the field."
    ON_REQUEST
    "What the scope table admits; never outside the block."
    INTERNAL
  }
  "Grade of personal data."
  enum PersonalData {
    "Not about a person."
    NONE
    "Basic personal data."
    BASIC
    "Sensitive personal data."
    SENSITIVE
  }
`;

/** The `extend schema` that links and composes the label directives in a subgraph. */
export const LABEL_LINK = /* GraphQL */ `
  extend schema
    @link(url: "${LABEL_SPEC}/${LABEL_SPEC_VERSION}", import: ["@label", "@rowLabel", "@reads"])
    @composeDirective(name: "@label")
    @composeDirective(name: "@rowLabel")
    @composeDirective(name: "@reads")
`;

/** The label definitions as a parsed document. */
export const labelDefinitions = (): DocumentNode => parse(LABEL_DEFINITIONS);
