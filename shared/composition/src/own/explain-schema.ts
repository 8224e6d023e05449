/** The types in which an operation is explained. */
export const explainSdl = (label: string): string => /* GraphQL */ `
  "What would become of an operation of yours, and why. No agency is asked, so it tells nothing of any row."
  type Explanation ${label} {
    "Why it would be turned away as a whole; null when it would be answered."
    refusal: ExplainedRefusal
    "The purpose that you declared."
    purpose: String
    "The time by which rules, levels and agreements were judged."
    policyClock: String!
    "Version of the policy."
    policyVersion: String!
    "Version of the graph."
    supergraphVersion: String!
    "Each field that it asks for. What a refused field holds is not looked at."
    fields: [ExplainedField!]!
    "Which rows of each type you would be given."
    rows: [ExplainedRows!]!
  }

  "Why an operation would be turned away as a whole."
  type ExplainedRefusal ${label} {
    "Code of the refusal, as in the table of refusals."
    code: String!
    "What is wrong."
    says: String!
  }

  "What was decided of a field."
  type ExplainedField ${label} {
    "Where it stands in the answer, by response keys; an @ for any item of a list."
    path: [String!]!
    "Its type and name."
    coordinate: String!
    "What it is to you."
    class: FieldClass!
    "What was decided."
    decision: FieldDecision!
    "Why it is refused."
    reason: String
    "The rule that the decision stands on."
    rule: ExplainedRule
    "The sharing agreement that it stands on, and its version; those of filters beside it, after commas."
    agreement: String
    "Of a field that is given on some rows only: on which."
    condition: String
    "Who answers for it."
    steward: ExplainedSteward
    "The subgraphs that give it."
    subgraphs: [String!]!
    "What you lack."
    missing: String
    "How to ask for it."
    howToAsk: ExplainedHowToAsk
  }

  "What a field is to a caller."
  enum FieldClass {
    "May be read."
    READABLE
    "May be asked for."
    REQUESTABLE
    "Does not exist."
    HIDDEN
  }

  "What was decided of a field."
  enum FieldDecision {
    "Given on every row that is."
    PERMIT
    "Given on some of the rows."
    WHEN
    "Refused."
    DENY
  }

  "A rule of access."
  type ExplainedRule ${label} {
    "Its number."
    id: String!
    "Its title."
    title: String!
    "What it says."
    says: String!
    "What it stands on."
    source: String!
  }

  "Who answers for a field."
  type ExplainedSteward ${label} {
    "Code on the label."
    code: String!
    "Name of the agency."
    name: String!
    "Where to ask."
    focalPoint: String!
  }

  "How to ask for a field."
  type ExplainedHowToAsk ${label} {
    "A command that prints the letter."
    command: String!
    "Where the rule can be read, at this gateway."
    link: String!
  }

  "Rows of one type."
  type ExplainedRows ${label} {
    "The type."
    type: String!
    "Which rows, in words."
    condition: String!
  }

  "A language of the policy."
  enum Language {
    "English."
    EN
    "French."
    FR
    "Vietnamese."
    VI
  }
`;
