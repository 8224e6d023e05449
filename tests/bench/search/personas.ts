import { createWorld } from '@agency-graph/world';
import { join } from 'node:path';
import { createAsker } from '../../access/differential/ask.js';
import { CLOCKS } from '../../access/differential/callers.js';
import { printQuery } from '../../access/differential/queries.js';
import { createBench } from '../../access/differential/run.js';
import { COORDINATES } from '../../access/reference/coordinates.js';
import { launchSystem } from '../../system/support/start-system.js';
import { systemAt, type System } from '../../system/support/system.js';
import { readPlainly, type PlainLeaf } from './plain-log.js';

/** What came of asking a system's log after random queries by its personas. */
export interface Inquired {
  readonly queries: number;
  readonly questions: number;
  /** Questions whose answer was not that of a plain scan. */
  readonly unequal: readonly string[];
}

const AT_ONCE = 8;
/** Values of one kind that are asked for, at most. */
const MOST_VALUES = 40;
/** Who is told of accesses to the own record. */
const MEMBER = { persona: 'P6', id: 'M-000124' };
const GRADES = ['NONE', 'BASIC', 'SENSITIVE'] as const;

/** Runs random queries by all personas, then asks the log everything that it can be asked. */
export async function askedByPersonas(
  queries: number,
  seed: string,
  progress: (text: string) => void,
): Promise<Inquired> {
  const started = await launchSystem({ size: 'tiny' });
  try {
    await started.ready;
    const system = systemAt(started, 'tiny');
    await putRandomQueries(system, queries, seed, progress);
    progress('asking the log');
    const plain = readPlainly(join(system.data, 'audit'));
    const unequal: string[] = [];
    let questions = 0;
    for (const [ask, word] of questionsOf(plain)) {
      questions += 1;
      const wanted = plain.filter(({ words }) => words.has(word)).map(({ index }) => index);
      const found = (await everyLeaf(system, ask)).filter((index) => index <= plain.at(-1)!.index);
      if (JSON.stringify(found) !== JSON.stringify(wanted.toReversed())) unequal.push(word);
    }
    for (const one of await unequalAboutMembers(system)) unequal.push(one);
    return { queries, questions: questions + 2, unequal };
  } finally {
    await started.stop();
  }
}

async function putRandomQueries(
  system: System,
  queries: number,
  seed: string,
  progress: (text: string) => void,
): Promise<void> {
  const world = createWorld('tiny');
  const asker = createAsker(
    Object.fromEntries(CLOCKS.map((clock) => [clock, system.url])),
    `${system.data}/keys`,
    world,
    [...world.accounts()],
  );
  const { draw } = createBench(world, [...world.accounts()]);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < queries) {
      const { caller, query } = draw(seed, next++);
      if (next % 500 === 0) progress(`${next} queries`);
      const { query: text, variables } = printQuery(query);
      await asker.ask(caller, text, variables);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await asker.close();
}

/** Everything that this log can be asked, by what stands in it; and the word of the same. */
function questionsOf(plain: readonly PlainLeaf[]): readonly (readonly [ask: object, word: string])[] {
  const all = new Set(plain.flatMap(({ words }) => [...words]));
  const of = <T extends object>(kind: string, ask: (value: string) => T) =>
    [...all]
      .filter((word) => word.startsWith(`${kind} `))
      .slice(0, MOST_VALUES)
      .map((word) => [ask(word.slice(kind.length + 1)), word] as const);
  return [
    [{ everything: true }, 'everything'],
    [{ denials: true }, 'denials'],
    [{ alarms: true }, 'alarms'],
    ...['organisation', 'purpose', 'operation', 'agency', 'agreement', 'field'].flatMap((kind) =>
      of(kind, (value) => ({ [kind]: value })),
    ),
    // Persons stand in records by their tokens, and are asked for by `subject` alone.
    ...of('record', recordAsk).filter(([{ record }]) => !TOKEN.test(record.id)),
  ];
}

const TOKEN = /^[\w-]{22}$/;

function recordAsk(value: string): { readonly record: { readonly type: string; readonly id: string } } {
  const [type = '', id = ''] = value.split('=');
  return { record: { type, id } };
}

const RECORDS = `query($ask: Ask!, $after: String) {
  page: records(ask: $ask, first: 100, after: $after) { nodes { leaf { index } } forged { index } endCursor }
}`;

/** Leaves that answer, newest first, page by page. */
async function everyLeaf(system: System, ask: object): Promise<number[]> {
  const found: number[] = [];
  for (let after: string | null = null; ;) {
    const response = await fetch(`${system.url}/audit/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${system.as('P12').token}`,
        'access-case': 'BENCH',
      },
      body: JSON.stringify({ query: RECORDS, variables: { ask, after } }),
    });
    const { data } = (await response.json()) as { readonly data: { readonly page: Page } | null };
    if (data === null || data.page.forged.length > 0) return [-1];
    found.push(...data.page.nodes.map(({ leaf }) => leaf.index));
    after = data.page.endCursor;
    if (after === null) return found;
  }
}

interface Page {
  readonly nodes: readonly { readonly leaf: { readonly index: number } }[];
  readonly forged: readonly object[];
  readonly endCursor: string | null;
}

/**
 * What an auditor finds of one member, and what that member is told, against the same by hand. Which blind token is the
 * member's, a look at their record alone tells: it names nobody else.
 */
async function unequalAboutMembers(system: System): Promise<readonly string[]> {
  const look = await system.ask(MEMBER.persona, `{ member(id: "${MEMBER.id}") { fullName } }`);
  const told = await system.ask(
    MEMBER.persona,
    '{ me { accesses(first: 100) { when organisation category purpose agreement } } }',
  );
  const answered = told.extensions.audit.index as number;
  const found = await everyLeaf(system, { subject: { type: 'Member', id: MEMBER.id } });
  const plain = readPlainly(join(system.data, 'audit')).filter(({ index }) => index < answered);
  const [token] = plain.find(({ index }) => index === look.extensions.audit.index)!.rows[0]!.records;
  const about = plain.filter(({ words }) => words.has(`token ${token}`)).toReversed();
  const wanted = about.map(({ index }) => index);
  const list = about.flatMap((leaf) => tellings(leaf, token!)).slice(0, 100);
  const isFound = JSON.stringify(found.filter((index) => index < answered)) === JSON.stringify(wanted);
  const isTold = JSON.stringify(told.data.me.accesses) === JSON.stringify(list);
  return [...(isFound ? [] : ['subject']), ...(isTold ? [] : ['me { accesses }'])];
}

/** What the person is to be told of one access: of each agreement the gravest kind shown; of an inspection nothing yet. */
function tellings({ at, who, rows }: PlainLeaf, token: string): object[] {
  if (who === null || who.purpose === 'INSPECTION') return [];
  const gravest = new Map<string | null, number>();
  for (const { effect, records, type, grants } of rows) {
    if ((effect !== 'allow' && effect !== 'mask') || !records.includes(token)) continue;
    for (const { agreement, fields } of grants) {
      const kinds = fields.map((field) => GRADES.indexOf(COORDINATES.get(`${type}.${field}`)?.personal ?? 'BASIC'));
      gravest.set(agreement, Math.max(gravest.get(agreement) ?? 0, ...kinds));
    }
  }
  return [...gravest].map(([agreement, kind]) => {
    return { when: at, organisation: who.organisation, category: GRADES[kind], purpose: who.purpose, agreement };
  });
}
