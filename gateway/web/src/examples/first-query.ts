/** The query that the editor opens with: one commune, asked of all four agencies at once. */
export const FIRST_QUERY = `# One question to four agencies: the register, the member
# database, the task system and the document platform.
# Ctrl-Enter runs it; what you may not read is named below.

query OneCommune {
  adminUnit(code: "G07C012") {
    name
    type
  }
  organisation(id: "G07.C012") {
    name
    members(first: 5) {
      nodes {
        fullName
        partyPosition
        cell {
          name
        }
      }
    }
  }
  tasks(first: 3) {
    nodes {
      code
      title
      timeliness
      leadOrg {
        name
      }
    }
  }
  document(id: "D-NQ57") {
    symbol
    abstract
  }
}
`;
