import { LABEL_DEFINITIONS, LABEL_LINK } from '@agency-graph/contract';

/** Name of the gateway's own subgraph: composed, labelled, controlled and recorded like any agency's. */
export const OWN_SUBGRAPH = 'gateway';

/** Its address in the supergraph; it is asked in process, so nothing listens there. */
export const OWN_URL = 'http://127.0.0.1:0/own';

const OPEN_LABEL = '@label(secrecy: UNCLASSIFIED, sharing: OPEN, personal: NONE, steward: "VPTW")';

/** Its SDL. */
export const OWN_SDL = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
  ${LABEL_LINK}
  ${LABEL_DEFINITIONS}

  type Query {
    "Who you are to this gateway, and what you may use it for."
    viewer: Viewer ${OPEN_LABEL}
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
  }

  "A sharing agreement of which your organisation is an assignee."
  type ViewerAgreement ${OPEN_LABEL} {
    "Id of the agreement."
    id: ID!
    "The day from which it is no longer in force."
    validTo: Date!
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

  "A day, YYYY-MM-DD."
  scalar Date

  type Organisation @key(fields: "id", resolvable: false) {
    id: ID!
  }
`;
