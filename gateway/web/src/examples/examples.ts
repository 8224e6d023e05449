import { CENTRAL } from './central.ts';
import type { Example } from './example.ts';
import { FIRST_QUERY } from './first-query.ts';
import { LOCAL } from './local.ts';
import { OUTSIDE } from './outside.ts';

/** The editor's first query, among the examples of the persona it is written for. */
const FIRST: Example = {
  title: {
    en: 'One commune, four agencies',
    fr: 'Une commune, quatre organismes',
    vi: 'Một xã, bốn cơ quan',
  },
  rule: 'R6',
  outcome: 'answered',
  query: FIRST_QUERY,
};

/** Answered for every account in force: open data needs neither agreement nor purpose. */
const OPEN_EXAMPLES: readonly Example[] = [
  {
    title: { en: 'Published opinions', fr: 'Avis publiés', vi: 'Ý kiến đã công bố' },
    rule: 'R18',
    outcome: 'answered',
    query: `query PublishedOpinions {
  publicFeedback(first: 10) {
    id
    kind
    receivedOn
    status
    publicReply
  }
}
`,
  },
  {
    title: { en: 'An administrative unit', fr: 'Une unité administrative', vi: 'Một đơn vị hành chính' },
    rule: 'R1',
    outcome: 'answered',
    query: `query AdministrativeUnit {
  adminUnit(code: "G07C012") {
    name
    type
    parent {
      name
    }
  }
}
`,
  },
];

const BY_PERSONA: Readonly<Record<string, readonly Example[]>> = { ...CENTRAL, ...LOCAL, ...OUTSIDE };

/** The examples written for a persona; empty for one that reads no agency data of its own. */
export function examplesOf(personaCode: string): readonly Example[] {
  const own = BY_PERSONA[personaCode] ?? [];
  return personaCode === 'P4' ? [FIRST, ...own] : own;
}

/** The open examples that a persona is offered: none where the account itself is not in force. */
export const openExamplesOf = (personaCode: string): readonly Example[] =>
  examplesOf(personaCode).some(({ outcome }) => outcome === 'closed') ? [] : OPEN_EXAMPLES;
