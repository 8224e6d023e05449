import type { evaluateRowCondition } from '@agency-graph/contract';
import { type RowCondition } from '@agency-graph/contract';
import { classOf, scopeOf, type AccessRules, type CallerFacts } from '@agency-graph/gateway/steps';
import type { World } from '@agency-graph/world';
import type { CaseCaller } from '../differential/callers.js';
import { referenceCaller } from '../reference/caller.js';
import { OF_RECORDS } from '../reference/besides.js';
import { READS } from '../reference/coordinates.js';
import { Reference, type FieldClass } from '../reference/decide.js';
import { rootOf } from '../reference/scope.js';
import { factsOf } from './engine.js';
import type { JudgedRow } from './rows.js';

/** How the engine judges one row; another one is a mutant. */
export type Evaluate = typeof evaluateRowCondition;

/** What the reference decides for one caller, worked out once. */
export interface Judgement {
  readonly caller: CaseCaller;
  readonly facts: CallerFacts;
  readonly classes: ReadonlyMap<string, FieldClass>;
  readonly filters: ReadonlyMap<string, boolean>;
  /** Rows admitted, by type: one bit a row. */
  readonly admitted: ReadonlyMap<string, bigint>;
  /** Rows on which a readable field is permitted, by coordinate. */
  readonly permitted: ReadonlyMap<string, bigint>;
}

export type RowsByType = ReadonlyMap<string, readonly JudgedRow[]>;

export function judge(caller: CaseCaller, world: World, rows: RowsByType): Judgement | null {
  const facts = factsOf(caller, world);
  if (facts === null) return null;
  const reference = new Reference(referenceCaller(world, caller.account, caller.door));
  const { day } = reference.caller;
  const masks = new Map(
    [...rows].map(([type, of]) => {
      const judged = of.map((row) => row.at(day));
      const seen = maskOf(judged, (row) => row.marked !== 'TOP_SECRET' && reference.sees(row));
      const byLine = new Map(
        reference.grants
          .filter((grant) => grant.type === type)
          .map((grant) => [grant, seen & maskOf(judged, (row) => grant.covers(row))]),
      );
      return [type, byLine];
    }),
  );
  const union = (all: Iterable<bigint>): bigint => [...all].reduce((a, b) => a | b, 0n);
  const classes = new Map([...OF_RECORDS.keys()].map((one) => [one, reference.classOf(one)]));
  const permitted = new Map<string, bigint>();
  for (const [coordinate, one] of OF_RECORDS) {
    const byLine = masks.get(rootOf(one).split('.')[0]!);
    if (byLine === undefined || classes.get(coordinate) !== 'readable') continue;
    permitted.set(coordinate, union(reference.grantsFor(one).map((grant) => byLine.get(grant) ?? 0n)));
  }
  return {
    caller,
    facts,
    classes,
    filters: new Map(Object.keys(READS).map((input) => [input, reference.mayFilterBy(input)])),
    // Of a type of which nothing can be read nobody learns which rows are admitted.
    admitted: new Map(
      [...masks]
        .filter(([type]) => [...permitted.keys()].some((coordinate) => coordinate.startsWith(`${type}.`)))
        .map(([type, byLine]) => [type, union(byLine.values())]),
    ),
    permitted,
  };
}

/** The first decision in which the engine differs from the reference, in words; null when it decides alike. */
export function firstDifference(
  judgement: Judgement,
  rules: AccessRules,
  rows: RowsByType,
  sieve: Sieve,
): string | null {
  const { facts, classes, filters, admitted, permitted } = judgement;
  const scope = scopeOf(rules, facts);
  const describe = (type: string, mask: bigint): string =>
    `${type} ${rows.get(type)![lowest(mask).toString(2).length - 1]!.id}`;
  for (const [coordinate, expected] of classes) {
    const [type = '', field = ''] = coordinate.split('.');
    const found = classOf(scope.field(type, field)).toLowerCase();
    if (found !== expected) return `${coordinate}: ${expected} expected, ${found}`;
  }
  for (const [input, expected] of filters) {
    const found = scope.filter(input, rules.labels.reads.get(input) ?? [])?.kind !== 'deny';
    if (found !== expected) return `${input}: ${expected ? 'may' : 'may not'} be filtered by`;
  }
  for (const [type, expected] of admitted) {
    const different = expected ^ sieve(type, scope.rows(type));
    if (different !== 0n)
      return `${describe(type, different)} ${isIn(expected, different) ? '' : 'not '}admitted expected`;
  }
  for (const [coordinate, expected] of permitted) {
    const [type = '', field = ''] = coordinate.split('.');
    const rowType = rootOf(OF_RECORDS.get(coordinate)!).split('.')[0]!;
    const decision = scope.field(type, field);
    const all = sieve(rowType, scope.rows(rowType));
    const given = decision.kind === 'when' ? all & sieve(rowType, decision.condition) : all;
    const different = expected ^ given;
    if (different !== 0n) {
      return `${coordinate} of ${describe(rowType, different)}: ${isIn(expected, different) ? '' : 'not '}permitted expected`;
    }
  }
  return null;
}

/** One bit a row. */
const maskOf = <T>(items: readonly T[], holds: (item: T) => boolean): bigint =>
  items.reduce((mask, item, at) => (holds(item) ? mask | (1n << BigInt(at)) : mask), 0n);

const lowest = (mask: bigint): bigint => mask & -mask;
const isIn = (mask: bigint, different: bigint): boolean => (mask & lowest(different)) !== 0n;

/** The rows for which conditions hold; what was worked out once is kept. */
export type Sieve = (type: string, condition: RowCondition) => bigint;

export function createSieve(rows: RowsByType, evaluate: Evaluate): Sieve {
  const known = new Map<string, bigint>();
  return (type, condition) => {
    const key = type + JSON.stringify(condition);
    let mask = known.get(key);
    if (mask === undefined) {
      const of = rows.get(type)!;
      mask = maskOf(of, ({ values, id }) => values['rowSecrecy'] !== 'TOP_SECRET' && evaluate(condition, values, id));
      known.set(key, mask);
    }
    return mask;
  };
}
