import type { AccountRecord, World } from '@agency-graph/world';
import { referenceCaller, type ScopeTable } from '../reference/caller.js';
import { Reference } from '../reference/decide.js';
import { createEvaluator, type Expected } from '../reference/evaluate.js';
import { recordsAt } from '../reference/records.js';
import { idsOf, type Ids } from './arguments.js';
import type { AskCase } from './ask.js';
import { CLOCKS, pickCaller, type CaseCaller } from './callers.js';
import { differences } from './compare.js';
import { Coverage } from './coverage.js';
import { explainedDifferently } from './explained.js';
import { printQuery, randomQuery, type RandomQuery } from './queries.js';
import { Random } from './random.js';
import { shrink } from './shrink.js';

/** One case that differs, made as small as it could be and still differ. */
export interface Difference {
  readonly seed: string;
  readonly index: number;
  readonly caller: CaseCaller;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly differs: readonly string[];
}

export interface RunOptions {
  readonly seed: string;
  readonly from: number;
  readonly cases: number;
  readonly world: World;
  readonly accounts: readonly AccountRecord[];
  readonly ask: AskCase;
  /** By which the gateway decides; the served one where it is not said. */
  readonly scopeTable?: ScopeTable;
  /** Fields at the root that all queries choose from. */
  readonly roots?: readonly string[];
  /** Cases in flight. */
  readonly concurrency?: number;
  /** Differing cases after which a run ends. */
  readonly most?: number;
  /** Of how many cases one is explained too. */
  readonly explainedOneIn?: number;
  /** Told after each case how many are done. */
  readonly onCase?: (done: number) => void;
  /** Told of each case that differs. */
  readonly onDifference?: (difference: Difference) => void;
}

export interface RunResult {
  readonly cases: number;
  readonly differing: readonly Difference[];
  readonly coverage: Coverage;
}

/** How many differing cases are made small; the rest are told as they are. */
const SHRUNK = 10;

/** Compares the gateway with the reference evaluator, case by case; none is left out. */
export async function differentialRun(options: RunOptions): Promise<RunResult> {
  const { seed, from, cases, world, accounts, ask, concurrency = 8, most = 20 } = options;
  const { explainedOneIn = 1, onCase, onDifference, scopeTable, roots } = options;
  const bench = createBench(world, accounts, scopeTable, roots);
  const coverage = new Coverage();
  const differing: Difference[] = [];
  let next = from;
  let done = 0;
  const work = async (): Promise<void> => {
    while (next < from + cases && differing.length < most) {
      const index = next++;
      const one = bench.draw(seed, index);
      const explained = index % explainedOneIn === 0;
      // A case that cannot be asked is told like one that differs: the others are asked all the same.
      const compare = (query: RandomQuery, watched?: Coverage): Promise<readonly string[]> =>
        bench
          .compare(one.caller, query, ask, explained, watched)
          .catch((error: Error) => [`not answered: ${error.message}`]);
      const differs = await compare(one.query, coverage);
      done += 1;
      onCase?.(done);
      if (differs.length > 0) {
        const fails = async (query: RandomQuery) => (await compare(query)).length > 0;
        const small = differing.length < SHRUNK ? await shrink(one.query, fails) : one.query;
        const words = await compare(small);
        const difference = {
          seed,
          index,
          caller: one.caller,
          ...printQuery(small),
          differs: words.length > 0 ? words : differs,
        };
        differing.push(difference);
        onDifference?.(difference);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return { cases: done, differing, coverage };
}

/** What the cases of a run share: the records at either clock, and the ids that queries draw from. */
export function createBench(
  world: World,
  accounts: readonly AccountRecord[],
  scopeTable: ScopeTable = 'served',
  roots: readonly string[] | null = null,
) {
  const at = new Map(
    CLOCKS.map((clock) => {
      const records = recordsAt(world, clock);
      return [clock as string, { records, evaluate: createEvaluator(records) }];
    }),
  );
  const ids: Ids = idsOf(world);
  const referenceOf = (caller: CaseCaller): Reference =>
    new Reference(referenceCaller(at.get(caller.door.clock)!.records, caller.account, caller.door, scopeTable));

  return {
    draw(seed: string, index: number): { readonly caller: CaseCaller; readonly query: RandomQuery } {
      const random = new Random(seed, index);
      const caller = pickCaller(random, at.get(CLOCKS[0])!.records, accounts);
      return {
        caller,
        query: randomQuery(random, referenceOf(caller), at.get(caller.door.clock)!.records, ids, roots ?? caller.roots),
      };
    },

    /** What the reference says of a query, and of the caller. */
    expect(caller: CaseCaller, query: RandomQuery): { readonly reference: Reference; readonly expected: Expected } {
      const reference = referenceOf(caller);
      const { query: text, variables } = printQuery(query);
      return { reference, expected: at.get(caller.door.clock)!.evaluate(reference, { query: text, variables }) };
    },

    async compare(
      caller: CaseCaller,
      query: RandomQuery,
      ask: AskCase,
      explained: boolean,
      coverage?: Coverage,
    ): Promise<readonly string[]> {
      const reference = referenceOf(caller);
      const asked = printQuery(query);
      const { query: text, variables } = asked;
      const { evaluate } = at.get(caller.door.clock)!;
      const watch = coverage?.watch(caller, reference);
      const expected: Expected = evaluate(reference, { ...asked, ...(watch && { watch }) });
      coverage?.answered(expected);
      const done = await ask(caller, text, variables);
      const differing = differences(expected, done);
      return explained
        ? [...differing, ...(await explainedDifferently(caller, asked, reference, expected, done, ask))]
        : differing;
    },
  };
}

/** A difference as a person reads it. */
export const describeDifference = ({ seed, index, caller, query, variables, differs }: Difference): string =>
  [
    `seed ${seed}, case ${index}: ${caller.code} (${caller.account.orgId}) ${JSON.stringify(caller.door)}`,
    `  functions ${caller.account.functions.map(({ value }) => value).join(' ')}; clearance ${caller.account.clearance.map(({ value }) => value).join(' ')}; compartments ${caller.account.compartments.map(({ value }) => value).join(' ')}`,
    `  ${query}`,
    ...(Object.keys(variables).length > 0 ? [`  ${JSON.stringify(variables)}`] : []),
    ...differs.map((one) => `    ${one}`),
  ].join('\n');
