const READS_NOTHING = '@reads(fields: [])';

/** The type by which the log named whom an erasure's own arguments named, and names those of no kind that there is, or of whom it knows nothing. */
export const ERASURE_ANSWER = 'ErasureAnswer';

/** Fields of the query and of mutations. */
export const erasureFields = (label: string) => ({
  query: /* GraphQL */ `
    "Erasures from the audit log, and legal holds against them, for who may take part; the newest first."
    erasures: [Erasure!] ${label}
  `,
  mutation: /* GraphQL */ `
    "Asks that keys of the audit log be destroyed, so that its records name these subjects to nobody any more. Another person must approve it."
    requestShred(
      "Whom: a type, e.g. Member, or a field whose value the ids are, e.g. Member.nationalId."
      of: String! ${READS_NOTHING}
      "Their ids, 1 to 100."
      ids: [ID!]! ${READS_NOTHING}
      "The legal ground, by reference; it stays in the log."
      ground: String! ${READS_NOTHING}
    ): ${ERASURE_ANSWER} ${label}
    "Asks for a legal hold: keys that must not be destroyed until it is lifted. Another person must approve it."
    requestLegalHold(
      "Whom, as for a shred."
      of: String! ${READS_NOTHING}
      "Their ids, 1 to 100."
      ids: [ID!]! ${READS_NOTHING}
      "The legal ground, by reference; it stays in the log."
      ground: String! ${READS_NOTHING}
    ): ${ERASURE_ANSWER} ${label}
    "Asks that a legal hold be lifted. Another person must approve it."
    requestLiftOfHold(
      "Id of the hold."
      hold: ID! ${READS_NOTHING}
      "The legal ground, by reference; it stays in the log."
      ground: String! ${READS_NOTHING}
    ): ${ERASURE_ANSWER} ${label}
    "Approves what another person asked for. A shred is carried out at once, and never undone."
    approveErasure(
      "Id of the request."
      id: ID! ${READS_NOTHING}
    ): ${ERASURE_ANSWER} ${label}
  `,
});

/** Their types. */
export const erasureSdl = (label: string): string => /* GraphQL */ `
  "What is asked of the audit log's keys, by one person, with the approval of another."
  type Erasure ${label} {
    "Id of the request."
    id: ID!
    "What is asked."
    kind: ErasureKind
    "Whom it is about: a type, or a field."
    of: String
    "Their ids."
    ids: [ID!]
    "Of a lift: the hold that it ends."
    hold: ID
    "The legal ground."
    ground: String
    "What became of it."
    state: ErasureState
    "Account that asked."
    askedBy: ID
    "When it was asked for."
    askedAt: DateTime
    "Account that approved it."
    approvedBy: ID
    "Of a shred: ids that a legal hold kept when it was approved. They are not erased."
    kept: [ID!]
    "Of an approved shred: ids that a legal hold has kept since from a node that was late. They are erased when it is lifted."
    waiting: [ID!]
    "Of an approved shred: how many keys of these subjects were destroyed so far, in the logs that carried it out. Null where that was not counted."
    keys: Int
    "Of an approved shred: how many logs have carried it out so far. Each node has two; one that was down does it once it is up."
    logs: Int
    "Why there may be nobody whom it is about, if so. What left the graph since it was recorded is still erased under its name."
    unknown: String
  }

  "What is asked of keys."
  enum ErasureKind {
    "Destroy them."
    SHRED
    "Keep them."
    HOLD
    "Keep them no longer."
    LIFT
  }

  "What became of a request for erasure."
  enum ErasureState {
    "Waits for another person."
    ASKED
    "Nobody approved it in time."
    LAPSED
    "Approved."
    APPROVED
  }

  "What came of a step of an erasure."
  type ${ERASURE_ANSWER} ${label} {
    "Whether it was done."
    done: Boolean
    "Why it was not."
    because: String
    "The same in a sentence."
    says: String
    "What it is about."
    erasure: Erasure
  }
`;
