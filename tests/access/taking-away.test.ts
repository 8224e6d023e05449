import { evaluateRowCondition } from '@agency-graph/contract';
import { scopeOf, type CallerFacts } from '@agency-graph/gateway/steps';
import { createWorld } from '@agency-graph/world';
import { expect, test } from 'vitest';
import { mixedAccounts } from './differential/accounts.js';
import { accountCallers, personaCallers } from './mutants/callers.js';
import { createSieve } from './mutants/decisions.js';
import { factsOf, loadEngine } from './mutants/engine.js';
import { judgedRows } from './mutants/rows.js';
import { COORDINATES } from './reference/coordinates.js';
import { LEVELS } from './reference/caller.js';
import { rootOf } from './reference/scope.js';

/** Of all personas, accounts, purposes, networks and clocks. */
const ONE_IN = 9;

const without = <T>(held: ReadonlySet<T>, one: T): ReadonlySet<T> =>
  new Set([...held].filter((other) => other !== one));

/** The caller with one thing less, in every way there is. */
function lesser(facts: CallerFacts): readonly (readonly [what: string, CallerFacts])[] {
  const { functions, compartments, agreements, clearance, zone } = facts;
  const lower = LEVELS[LEVELS.indexOf(clearance) - 1];
  return [
    ...[...functions].map((one) => [`function ${one}`, { ...facts, functions: without(functions, one) }] as const),
    ...compartments.map(
      (one) =>
        [`compartment ${one}`, { ...facts, compartments: compartments.filter((other) => other !== one) }] as const,
    ),
    ...agreements.map(
      (one) => [`agreement ${one.id}`, { ...facts, agreements: agreements.filter((other) => other !== one) }] as const,
    ),
    ...(lower === undefined ? [] : [['a level of clearance', { ...facts, clearance: lower }] as const]),
    ...(zone === 'PARTY_WAN' ? [['the Party WAN', { ...facts, zone: 'STATE_NETWORK' as const }] as const] : []),
    ...(zone === 'STATE_NETWORK' ? [['the state network', { ...facts, zone: 'INTERNET' as const }] as const] : []),
    ...(facts.hardwareKey ? [['the hardware key', { ...facts, hardwareKey: false }] as const] : []),
    ...(facts.endUser === null ? [] : [['the end user', { ...facts, endUser: null }] as const]),
    ...(facts.memberId === null ? [] : [['the own record', { ...facts, memberId: null }] as const]),
    ...(facts.purpose === null ? [] : [['the purpose', { ...facts, purpose: null }] as const]),
  ];
}

test('whoever has one function, level, compartment, agreement, key or purpose less reads nothing that they did not read before', async () => {
  const { rules } = await loadEngine();
  const world = createWorld('tiny');
  const rows = Map.groupBy(judgedRows(world), ({ type }) => type);
  const callers = [...personaCallers(world), ...accountCallers([...world.accounts(), ...mixedAccounts(world)])];
  const sieve = createSieve(rows, evaluateRowCondition);
  /** Coordinate → the rows on which it is read, one bit a row; of what is no row's, one bit. */
  const readBy = (facts: CallerFacts): ReadonlyMap<string, bigint> => {
    const scope = scopeOf(rules, facts);
    const read = new Map<string, bigint>();
    for (const [at, coordinate] of COORDINATES) {
      const decision = scope.field(coordinate.type, coordinate.field);
      if (decision.kind === 'deny') continue;
      const type = rootOf(coordinate).split('.')[0]!;
      if (!rows.has(type)) read.set(at, 1n);
      else {
        const seen = sieve(type, scope.rows(type));
        read.set(at, decision.kind === 'when' ? seen & sieve(type, decision.condition) : seen);
      }
    }
    return read;
  };
  const grown: string[] = [];
  let lost = 0;
  for (const caller of callers.filter((_, at) => at % ONE_IN === 0)) {
    const facts = factsOf(caller, world);
    if (facts === null) continue;
    const before = readBy(facts);
    for (const [what, less] of lesser(facts)) {
      const after = readBy(less);
      for (const [at, mask] of after)
        if ((mask & ~(before.get(at) ?? 0n)) !== 0n) grown.push(`${caller.code} without ${what} reads more of ${at}`);
      if ([...before].some(([at, mask]) => mask !== (after.get(at) ?? 0n))) lost += 1;
    }
  }
  expect(grown).toEqual([]);
  expect(lost).toBeGreaterThan(100);
}, 120_000);
