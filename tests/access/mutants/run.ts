import { evaluateRowCondition } from '@agency-graph/contract';
import type { World } from '@agency-graph/world';
import { mixedAccounts } from '../differential/accounts.js';
import { recordsAt } from '../reference/records.js';
import { accountCallers, bodyCallers, INSTANTS, moreAgreements, personaCallers } from './callers.js';
import { createSieve, firstDifference, judge, type Judgement, type RowsByType } from './decisions.js';
import type { Engine } from './engine.js';
import type { Mutant } from './mutant.js';
import { judgedRows } from './rows.js';
import { ruleMutants } from './rule-mutants.js';
import { scopeMutants } from './scope-mutants.js';
import { labelMutants, readingMutants } from './seam-mutants.js';

/** What mutants are tried on: callers and rows, with what the reference decides of them. */
export interface Trial {
  readonly judgements: readonly Judgement[];
  readonly rows: RowsByType;
}

export function prepareTrial(generated: World): Trial {
  const records = recordsAt(generated, INSTANTS[0]);
  const world: World = { ...records, agreements: [...records.agreements, ...moreAgreements(records)] };
  const rows = Map.groupBy(judgedRows(world), ({ type }) => type);
  const callers = [
    ...personaCallers(world),
    ...accountCallers([...world.accounts(), ...mixedAccounts(world)]),
    ...bodyCallers(),
  ];
  return { rows, judgements: callers.flatMap((caller) => judge(caller, world, rows) ?? []) };
}

/** All mutants, systematically, from what the gateway decides by. */
export const allMutants = (engine: Engine): readonly Mutant[] => [
  ...ruleMutants(engine),
  ...scopeMutants(engine),
  ...labelMutants(engine),
  ...readingMutants(engine),
];

/** The decisions, of every caller, in which the engine as served differs from the reference: there must be none. */
export function differencesAsServed({ rules }: Engine, { judgements, rows }: Trial): readonly string[] {
  const sieve = createSieve(rows, evaluateRowCondition);
  return judgements.flatMap((one) => {
    const found = firstDifference(one, rules, rows, sieve);
    return found === null ? [] : [`${one.caller.code} ${JSON.stringify(one.caller.door)}: ${found}`];
  });
}

/** Mutants that decide as the reference does, for every caller. */
export function survivors(mutants: readonly Mutant[], { judgements, rows }: Trial): readonly Mutant[] {
  const shared = createSieve(rows, evaluateRowCondition);
  // Whoever killed a mutant is tried first on the next: its neighbours often die by the same caller.
  const order = [...judgements];
  return mutants.filter(({ rules, evaluate }) => {
    const sieve = evaluate === undefined ? shared : createSieve(rows, evaluate);
    const killer = order.findIndex((one) => firstDifference(one, rules, rows, sieve) !== null);
    if (killer > 0) order.unshift(...order.splice(killer, 1));
    return killer === -1;
  });
}
