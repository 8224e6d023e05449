import type { Mutant } from './mutant.js';

/** Changes that change no decision, each with why; nothing else may survive. */
const EQUIVALENT: readonly { readonly says: RegExp; readonly because: string }[] = [
  {
    says: /: whatever block$/,
    because: 'outside the block access/decide.ts asks agreements alone, whoever a line is addressed to',
  },
  {
    says: /^(AdminUnit|PublishedFeedback|PageInfo) every .*: (rows|all fields|sharing)/,
    because: 'all of these types is OPEN and they have no row label, so neither rows nor sharing are asked',
  },
  {
    says: /^FeedbackItem .*: rows unclassified$/,
    because: 'an opinion has no level of its own',
  },
  {
    says: /^R17 of 2026-01-01: (begins a day late|ends a day early)$/,
    because: 'until it is in force levels do not lapse, which is what its first version says',
  },
  {
    says: /^R4 .*: (the Central Office knows every Document|Document known by grant)$/,
    because: 'no line admits anybody to classified documents but the parties to them, who know them by that',
  },
  {
    says: /^R7 .*: without sensitive$/,
    because: 'every line that is not for the sensitive tier names its fields one by one or is of a type without any',
  },
  {
    says: /^Member party-to \(R9.*: (rows own-line|rows first-party)$/,
    because: 'a cell has nothing below it, and a member belongs to one organisation only',
  },
  {
    says: /^Document first-party .*: all fields$/,
    because: 'the line for the parties to a document gives the issuer the other fields',
  },
];

export const isEquivalent = ({ says }: Mutant): boolean => whyEquivalent(says) !== null;

export const whyEquivalent = (says: string): string | null =>
  EQUIVALENT.find((one) => one.says.test(says))?.because ?? null;
