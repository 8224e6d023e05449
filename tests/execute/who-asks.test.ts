import { compose } from '@agency-graph/composition/compose';
import { readWorkingTree } from '@agency-graph/composition/working-tree';
import type { ContextClaims } from '@agency-graph/contract';
import { createAgencies } from '@agency-graph/gateway/rooms';
import {
  createGeneration,
  permit,
  permitWithout,
  readOperation,
  scopeOf,
  type Caller,
  type CallerFacts,
  type Generation,
  type Intent,
  UNCOUNTED,
} from '@agency-graph/gateway/steps';
import { loadSupergraph } from '@agency-graph/gateway/supergraph';
import { readPolicyFolder } from '@agency-graph/policy';
import { createSecretKey } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CALLER } from '../support/small-graph.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MEMBER = 'M-000123';

/** The graph that this checkout serves, under its policy. */
let generation: Generation;
beforeAll(async () => {
  const tree = await readWorkingTree({ dir: ROOT });
  if (tree.kind === 'problems') throw new Error('the working tree cannot be read');
  const composed = compose({ subgraphs: tree.subgraphs, labels: 'required' });
  if (composed.kind === 'problems') throw new Error('the graph does not compose');
  generation = await createGeneration(
    await loadSupergraph(composed.supergraphSdl),
    readPolicyFolder(`${ROOT}/gateway/policy`),
    'compiled',
  );
}, 60_000);
afterAll(() => generation.planner.close());

/** What each agency that is asked is told of a member who asks. */
async function told(query: string, facts: Partial<CallerFacts> = {}): Promise<ReadonlyMap<string, ContextClaims>> {
  const caller = { ...CALLER, memberId: MEMBER, ...facts } as Caller;
  const { rules, apiSchema, schemas, planner } = generation;
  const scope = scopeOf(rules, caller);
  const operation = readOperation({ query, operationName: null, variables: {} }, schemas.visible(scope));
  const patience = { deadline: performance.now() + 60_000, gone: new AbortController().signal };
  const counted = await UNCOUNTED.calls(permit(operation, scope, apiSchema));
  const permitted = permitWithout(counted);
  const plan = await planner.plan(permitted, patience);
  const claims = new Map<string, ContextClaims>();
  const asked = [...plan.compiled.queryHashes.keys()];
  const clients = new Map(
    asked.map((name) => [
      name,
      {
        open: (claimed: () => ContextClaims) => {
          claims.set(name, claimed());
          return () => Promise.reject(new Error('nobody is asked'));
        },
        misformed: () => {},
        state: () => ({ breaker: 'closed' as const, inFlight: 0, waiting: 0 }),
        close: () => Promise.resolve(),
      },
    ]),
  );
  const agencies = createAgencies({
    clients: { of: () => clients, close: () => Promise.resolve() },
    own: null,
    pseudonymSecret: createSecretKey(Buffer.alloc(32)),
    register: { version: 0, stands: () => false },
    failed: () => {},
  });
  const intent = { txn: 'test', trace: '', plan, caller } as Intent;
  const execution = agencies.for(intent, generation, { deadline: Infinity, gone: new AbortController().signal });
  for (const name of asked) execution.ask(name);
  return claims;
}

const purpose = (name: string): Partial<CallerFacts> => ({ purposes: [name], purpose: name });
const WORK = { ...purpose('TASK_MONITORING'), functions: new Set(['ORG_WORK']) };

/** Agencies of which any claim says which member asks. */
const knowing = (claims: ReadonlyMap<string, ContextClaims>): readonly string[] =>
  [...claims].flatMap(([name, one]) => (JSON.stringify(one).includes(MEMBER) ? [name] : []));

test('the agency that keeps the record of who asks is told whose it is, and no other', async () => {
  const claims = await told('{ me { fullName cell { name } } }', purpose('SELF_SERVICE'));
  expect([...claims.keys()].toSorted()).toEqual(['members', 'organisations']);
  expect(claims.get('members')).toMatchObject({ mem: MEMBER, rows: { Member: expect.anything() as unknown } });
  expect(knowing(claims)).toEqual(['members']);
});

test('who only reads is a pseudonym to all, another one to each', async () => {
  const claims = await told(
    '{ tasks(first: 2) { nodes { title leadOrg { name } } } documents(first: 2) { nodes { issuer { name } } } }',
    WORK,
  );
  expect([...claims.keys()].toSorted()).toEqual(['documents', 'organisations', 'tasks']);
  expect(knowing(claims)).toEqual([]);
  expect(new Set([...claims.values()].map(({ sub }) => sub)).size).toBe(3);
});

test('who changes something is named to the agency that is asked for it, which records the author', async () => {
  const report = 'reportProgress(task: "t1", percent: 1, note: "begun", idempotencyKey: "k")';
  const claims = await told(`mutation { ${report} { id title leadOrg { name } } }`, WORK);
  expect([...claims.keys()].toSorted()).toEqual(['organisations', 'tasks']);
  expect(claims.get('tasks')?.mem).toBe(MEMBER);
  expect(knowing(claims)).toEqual(['tasks']);
});

test('each is told the conditions of rows and fields of the types that it has, otherwise than as references', async () => {
  const report = 'reportProgress(task: "t1", percent: 1, note: "begun", idempotencyKey: "k")';
  const claims = await told(`mutation { ${report} { id title leadOrg { name } } }`, WORK);
  const conditions = (name: string) =>
    [claims.get(name)?.rows, claims.get(name)?.fields].map((one) => Object.keys(one ?? {}));
  expect(conditions('tasks')).toEqual([['Organisation', 'Task'], expect.arrayContaining(['Mutation.reportProgress'])]);
  expect(conditions('organisations')).toEqual([['Organisation'], []]);
});
