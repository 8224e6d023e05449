import { LABEL_DEFINITIONS, LABEL_LINK } from '@agency-graph/contract';
import type { SubgraphSource } from '../sdl/read-source.js';
import { erasureFields, erasureSdl } from './erasure-schema.js';
import { explainSdl } from './explain-schema.js';

/** Name of the gateway's own subgraph: composed, labelled, controlled and recorded like any agency's. */
export const OWN_SUBGRAPH = 'gateway';

/** Its address in the supergraph; it is asked in process, so nothing listens there. */
export const OWN_URL = 'http://127.0.0.1:0/own';

const INSIDE_LABEL = '@label(secrecy: UNCLASSIFIED, sharing: DEFAULT, personal: BASIC, steward: "VPTW")';
const READS_NOTHING = '@reads(fields: [])';
const OPEN_LABEL = '@label(secrecy: UNCLASSIFIED, sharing: OPEN, personal: NONE, steward: "VPTW")';

const ERASURE = erasureFields(INSIDE_LABEL);

const OWN_RECORD_LABEL = '@label(secrecy: UNCLASSIFIED, sharing: INTERNAL, personal: BASIC, steward: "VPTW")';

/** The type by which the log named records that were asked for in an emergency, and names those of no type that there is. */
export const BREAK_GLASS_ANSWER = 'BreakGlassAnswer';

/** Whom its arguments name, for the record of who was asked for: of these ids, another argument says the type. */
export const OWN_IDENTIFIES: ReadonlyMap<string, string> = new Map([
  ['Mutation.requestBreakGlass(ids:)', 'Mutation.requestBreakGlass(type:)'],
  ['Mutation.requestShred(ids:)', 'Mutation.requestShred(of:)'],
  ['Mutation.requestLegalHold(ids:)', 'Mutation.requestLegalHold(of:)'],
]);

/** Its SDL. */
export const OWN_SDL = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective", "@cost"])
  ${LABEL_LINK}
  ${LABEL_DEFINITIONS}

  type Query {
    "Who you are to this gateway, and what you may use it for."
    viewer: Viewer ${OPEN_LABEL}
    "What would become of an operation, and why: decided as if it ran, without running it."
    explain(
      "The operation."
      query: String! ${READS_NOTHING}
      "Which of several operations."
      operationName: String ${READS_NOTHING}
      "Its variables, as JSON. Those that it needs and are not given are made up."
      variables: String ${READS_NOTHING}
      "Language of the words."
      language: Language! = EN ${READS_NOTHING}
    ): Explanation ${OPEN_LABEL} @cost(weight: 500)
    "Wider access in emergencies that you asked for, approved, may approve or are told of as steward; in force first."
    breakGlass: [BreakGlass!] ${INSIDE_LABEL}
    ${ERASURE.query}
  }

  type Mutation {
    "Asks for wider access to named records in an emergency. Another person must approve it."
    requestBreakGlass(
      "Reference of the incident. It stays in the audit log for good: it must name nobody."
      incident: String! ${READS_NOTHING}
      "Why the records are needed, for who approves."
      reason: String! ${READS_NOTHING}
      "Type of the records, e.g. Member."
      type: String! ${READS_NOTHING}
      "Ids of the records, 1 to 100."
      ids: [ID!]! ${READS_NOTHING}
      "How long, in minutes, from the approval on."
      minutes: Int! ${READS_NOTHING}
    ): ${BREAK_GLASS_ANSWER} ${INSIDE_LABEL}
    "Approves what another person asked for."
    approveBreakGlass(
      "Id of the request."
      id: ID! ${READS_NOTHING}
    ): ${BREAK_GLASS_ANSWER} ${INSIDE_LABEL}
    "Ends wider access before its time."
    endBreakGlass(
      "Id of the request."
      id: ID! ${READS_NOTHING}
    ): ${BREAK_GLASS_ANSWER} ${INSIDE_LABEL}
    ${ERASURE.mutation}
  }

  "The caller of this request, as the account directory knows it."
  type Viewer ${OPEN_LABEL} {
    "Id of your account."
    account: ID!
    "The organisation that you act for."
    organisation: Organisation
    "The network that you came in by."
    zone: Zone!
    "Highest level of secrets that you may read, before the network's own limit."
    clearance: Secrecy!
    "What you do for your organisation."
    functions: [String!]!
    "Purposes that you may declare."
    purposes: [String!]!
    "Sharing agreements of your organisation that are in force."
    agreements: [ViewerAgreement!]!
    "Your schema for this purpose, as SDL."
    schema(
      "With what you could ask for, marked."
      requestable: Boolean! = false ${READS_NOTHING}
    ): String! @cost(weight: 500)
  }

  ${explainSdl(OPEN_LABEL)}

  ${erasureSdl(INSIDE_LABEL)}

  "A sharing agreement of which your organisation is an assignee."
  type ViewerAgreement ${OPEN_LABEL} {
    "Id of the agreement."
    id: ID!
    "The day from which it is no longer in force."
    validTo: Date!
  }

  "Wider access to named records in an emergency: asked for by one person, approved by another."
  type BreakGlass ${INSIDE_LABEL} {
    "Id of the request."
    id: ID!
    "Reference of the incident."
    incident: String
    "Why the records are needed."
    reason: String
    "What became of it."
    state: BreakGlassState
    "Type of the records."
    type: String
    "Ids of the records."
    ids: [ID!]
    "The purpose for which alone it holds."
    purpose: String
    "How long it is to last, in minutes."
    minutes: Int
    "Account that asked."
    askedBy: ID
    "When it was asked for."
    askedAt: DateTime
    "When the request is of no use any more, unless it was approved."
    lapsesAt: DateTime
    "Account that approved it."
    approvedBy: ID
    "When it ends, or ended."
    endsAt: DateTime
    "Stewards that were told when it was approved."
    stewardsTold: [String!]
  }

  "What became of a request for wider access."
  enum BreakGlassState {
    "Waits for another person."
    ASKED
    "Nobody approved it in time."
    LAPSED
    "In force."
    IN_FORCE
    "Over."
    ENDED
  }

  "What came of a step of break-glass."
  type ${BREAK_GLASS_ANSWER} ${INSIDE_LABEL} {
    "Whether it was done."
    done: Boolean
    "Why it was not."
    because: String
    "The same in a sentence."
    says: String
    "What it is about."
    breakGlass: BreakGlass
  }

  "The network a request came in by."
  enum Zone {
    "The Party's own wide area network."
    PARTY_WAN
    "The State's network."
    STATE_NETWORK
    "The Internet."
    INTERNET
  }

  "A calendar day, \`YYYY-MM-DD\`."
  scalar Date

  "An instant with its offset (RFC 3339)."
  scalar DateTime

  "Somebody whom records are about."
  type Member @key(fields: "id") {
    "Its id."
    id: ID! @label(secrecy: UNCLASSIFIED, sharing: ON_REQUEST, personal: NONE, steward: "BTCTW")
    "Who was shown your record, the newest first, as the log of the gateway that answers has it; what was read for some purposes is told later. Your own record only."
    accesses(
      "How many at most, 1 to 100."
      first: Int! = 20 ${READS_NOTHING}
    ): [RecordAccess!] ${OWN_RECORD_LABEL}
  }

  "An access to a record: by which organisation, never by whom of it."
  type RecordAccess ${OWN_RECORD_LABEL} {
    "When."
    when: DateTime!
    "Id of the organisation whose account it was."
    organisation: ID!
    "The most sensitive kind of personal data that was shown: NONE, BASIC or SENSITIVE."
    category: String!
    "For which purpose."
    purpose: String
    "The sharing agreement that it stands on, id/version."
    agreement: String
    "Name of the log that has it: that of the gateway that answers. Others have logs of their own."
    origin: String!
  }

  type Organisation @key(fields: "id", resolvable: false) {
    id: ID!
  }
`;

/** It as a source, composed with the agencies' wherever a labelled graph is: by the gateway, and by whoever checks for it. */
export const OWN_SOURCE: SubgraphSource = Object.freeze({
  name: OWN_SUBGRAPH,
  url: OWN_URL,
  sdl: OWN_SDL,
  file: 'shared/composition/src/own/schema.ts',
  owns: [
    'Viewer',
    'ViewerAgreement',
    'Explanation',
    'ExplainedRefusal',
    'ExplainedField',
    'ExplainedRule',
    'ExplainedSteward',
    'ExplainedHowToAsk',
    'ExplainedRows',
    'BreakGlass',
    BREAK_GLASS_ANSWER,
    'Erasure',
    'ErasureAnswer',
    'RecordAccess',
  ],
});
