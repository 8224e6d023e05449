import type { CallerFacts } from '@agency-graph/gateway/steps';
import { beforeAll, expect, test } from 'vitest';
import { Random } from './differential/random.js';
import { askedAlone, namesHidden, seenOf, type Alone } from './routes/expected.js';
import {
  every,
  files,
  routesGraph,
  things,
  type Errors,
  type RoutesGraph,
  type Said,
  type Thing,
} from './routes/graph.js';
import { draw, print, SHARED } from './routes/ways.js';

let graph: RoutesGraph;
beforeAll(async () => (graph = await routesGraph()));

const CALLERS: Readonly<Record<string, Partial<CallerFacts>>> = {
  inside: {},
  paid: { functions: new Set(['PAY']) },
  'for another purpose': { purpose: 'OTHER', purposes: ['WORK', 'OTHER'] },
  cleared: { clearance: 'SECRET', hardwareKey: true, functions: new Set(['PAY']) },
  'of the top': { organisation: { id: 'u1', path: 'T', block: 'PARTY', level: 'CENTRAL' } },
  'of the south': { organisation: { id: 'u3', path: 'T.S', block: 'PARTY', level: 'PROVINCE' }, zone: 'STATE_NETWORK' },
};
const ROOTS: Readonly<Record<string, readonly [type: string, to: Thing | readonly Thing[]]>> = {
  records: ['Record', files],
  noted: ['Noted', files],
  found: ['Found', files],
  desks: ['Desk', every('Desk')],
  'record(id: "m3")': ['Record', things[3]!],
  'desk(id: "d2")': ['Desk', things[2]!],
};
/** As `explain` says: refused is what was refused, on single rows what may be, and never what is given on every row. */
function expectExplained(said: readonly Said[], errors: Errors, alone: Alone, query: string): void {
  const refused = errors.filter(({ extensions }) => extensions.access?.reason !== undefined);
  const where = (path: readonly unknown[] = [], coordinate = '') => `${path.join('.')} ${coordinate}`;
  expect(
    new Set(said.filter(({ decision }) => decision === 'DENY').map(({ path, coordinate }) => where(path, coordinate))),
    query,
  ).toEqual(new Set(refused.map(({ path, extensions }) => where(path, extensions.access?.coordinate))));
  const conditional = said.filter(({ decision }) => decision === 'WHEN').map(({ coordinate }) => coordinate);
  for (const { extensions } of errors.filter((one) => !refused.includes(one)))
    expect(conditional, query).toContain(extensions.access?.coordinate);
  for (const { coordinate } of said.filter(({ decision }) => decision === 'PERMIT'))
    for (const { id } of things) expect(alone.on(id, coordinate), `${coordinate} of ${id}`).not.toBe('withheld');
}
/** For each caller. Many more were drawn when the test was written; each costs a plan. */
const CASES = 15;
const SEED = '384202511';

test.each(Object.keys(CALLERS))(
  `what a field of a row gives to a caller %s is the same by every way, whatever stands beside it (seed ${SEED})`,
  { timeout: 120_000 },
  async (who) => {
    const caller = CALLERS[who]!;
    const alone = await askedAlone(graph, caller);
    const told = { answered: 0, invalid: 0 };
    for (let index = 0; index < CASES; index += 1) {
      const random = new Random(`${SEED} ${who}`, index);
      const root = random.pick(Object.keys(ROOTS));
      const [type, to] = ROOTS[root]!;
      const inner = draw(random, type, 0);
      const query = `{ top: ${root} ${print(inner)} }`;
      const { data = null, errors = [] } = await graph.ask(caller, query);
      const code = data === null ? errors[0]?.extensions.code : undefined;
      if (namesHidden(alone, inner, type)) expect(code, query).toBe('GRAPHQL_VALIDATION_FAILED');
      if (code === 'GRAPHQL_VALIDATION_FAILED') {
        told.invalid += 1;
        if (!namesHidden(alone, inner, type)) expect(query).toContain(SHARED);
        continue;
      }
      told.answered += 1;
      const expected = seenOf(alone, [{ parent: 'Query', field: 'top', to: type, inner }], to);
      expect(data?.['top'], `case ${index}: ${query}`).toEqual(expected);
      expectExplained(graph.explain(caller, query), errors, alone, query);
    }
    expect(told.answered).toBeGreaterThan(CASES / 3);
  },
);
