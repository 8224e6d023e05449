import { evaluateRowCondition, type RowCondition, type Label } from '@agency-graph/contract';
import { OF_RECORDS } from '../reference/besides.js';
import { READS } from '../reference/coordinates.js';
import type { Evaluate } from './decisions.js';
import type { Engine } from './engine.js';
import type { Mutant } from './mutant.js';

/** Wrong readings of the closed algebra: a conjunct that is not looked at, a prefix without its separator, a day. */
const READINGS: Readonly<Record<string, (condition: RowCondition) => RowCondition | 'prefix'>> = {
  'a path by its first letters': (one) => (one.kind === 'under' ? 'prefix' : one),
  'a path equal only': (one) => (one.kind === 'under' ? { kind: 'oneOf', field: one.field, values: one.paths } : one),
  'all read as any': (one) => (one.kind === 'all' ? { kind: 'any', of: one.of } : one),
  'any read as all': (one) => (one.kind === 'any' ? { kind: 'all', of: one.of } : one),
  'a level one step higher': (one) => (one.kind === 'level' ? { ...one, atMost: next(one.atMost, 1) } : one),
  'a level one step lower': (one) => (one.kind === 'level' ? { ...one, atMost: next(one.atMost, -1) } : one),
  'a level that never lapses': (one) =>
    one.kind === 'level' ? { kind: 'level', field: one.field, atMost: one.atMost } : one,
  'a level that lapses a day early': (one) => (one.kind === 'level' ? later(one, 1) : one),
  'a level that lapses a day late': (one) => (one.kind === 'level' ? later(one, -1) : one),
  'compartments not looked at': (one) => (one.kind === 'holds' ? ALWAYS : one),
  'no compartment held': (one) => (one.kind === 'holds' ? { ...one, compartments: [] } : one),
  'every row compartmented': (one) => (one.kind === 'compartmented' ? ALWAYS : one),
  'no row compartmented': (one) => (one.kind === 'compartmented' ? { kind: 'never' } : one),
  'any id': (one) => (one.kind === 'ids' ? ALWAYS : one),
  'any value': (one) => (one.kind === 'oneOf' ? ALWAYS : one),
  'the first value only': (one) => (one.kind === 'oneOf' ? { ...one, values: one.values.slice(0, 1) } : one),
};

const ALWAYS: RowCondition = { kind: 'always' };
const LEVELS = ['UNCLASSIFIED', 'CONFIDENTIAL', 'SECRET', 'TOP_SECRET'] as const;
type Level = (typeof LEVELS)[number];
const next = (level: Level, step: number): Level => LEVELS[Math.max(0, Math.min(3, LEVELS.indexOf(level) + step))]!;

function later(one: RowCondition & { readonly kind: 'level' }, days: number): RowCondition {
  if (one.lapsedBefore === undefined) return one;
  const day = new Date(Date.parse(one.lapsedBefore) + days * 86_400_000).toISOString().slice(0, 10);
  return { ...one, lapsedBefore: day };
}

/** Rows judged by a wrong reading. */
export function readingMutants({ rules }: Engine): readonly Mutant[] {
  return Object.entries(READINGS).map(([says, read]): Mutant => {
    const evaluate: Evaluate = (condition, row, key) => {
      const as = read(condition);
      if (as === 'prefix') return startsWith(condition, row);
      if (as.kind === 'all') return as.of.every((part) => evaluate(part, row, key));
      if (as.kind === 'any') return as.of.some((part) => evaluate(part, row, key));
      return evaluateRowCondition(as, row, key);
    };
    return { says: `rows judged with ${says}`, rules, evaluate };
  });
}

function startsWith(condition: RowCondition, row: Readonly<Record<string, unknown>>): boolean {
  if (condition.kind !== 'under') return false;
  const values = [row[condition.field]].flat() as readonly string[];
  return values.some((value) => condition.paths.some((path) => value.startsWith(path)));
}

/** Labels read a step too loose: a floor, a sensitive grade or INTERNAL lost; what an argument reads forgotten. */
export function labelMutants({ rules }: Engine): readonly Mutant[] {
  const { labels } = rules;
  const relabelled = (coordinate: string, label: Label, says: string): Mutant => ({
    says: `${coordinate} ${says}`,
    rules: { ...rules, labels: { ...labels, fields: new Map(labels.fields).set(coordinate, label) } },
  });
  const fields = [...labels.fields].filter(([coordinate]) => OF_RECORDS.has(coordinate));
  const rows = [...labels.rows].flatMap(([type, row]): Mutant[] => {
    const without = (says: string, changed: typeof row): Mutant => ({
      says: `${type} ${says}`,
      rules: { ...rules, labels: { ...labels, rows: new Map(labels.rows).set(type, changed) } },
    });
    const { until: _, ...lasting } = row;
    const { compartments: __, ...plain } = row;
    return [
      ...(row.until === undefined ? [] : [without('without a date', lasting)]),
      ...(row.compartments === undefined ? [] : [without('without compartments', plain)]),
      ...row.scopes.map((scope) =>
        without(`without the scope ${scope}`, { ...row, scopes: row.scopes.filter((other) => other !== scope) }),
      ),
    ];
  });
  return [
    ...fields.flatMap(([coordinate, label]) => [
      ...(label.secrecy === 'UNCLASSIFIED'
        ? [relabelled(coordinate, { ...label, secrecy: 'CONFIDENTIAL' }, 'floor a step higher')]
        : [relabelled(coordinate, { ...label, secrecy: 'UNCLASSIFIED' }, 'without its floor')]),
      ...(label.personal === 'SENSITIVE'
        ? [relabelled(coordinate, { ...label, personal: 'BASIC' }, 'not sensitive')]
        : []),
      ...(label.sharing === 'INTERNAL'
        ? [relabelled(coordinate, { ...label, sharing: 'ON_REQUEST' }, 'not INTERNAL')]
        : []),
      ...(label.sharing === 'OPEN' ? [] : [relabelled(coordinate, { ...label, sharing: 'OPEN' }, 'OPEN')]),
    ]),
    ...rows,
    ...[...labels.reads]
      .filter(([input, reads]) => reads.length > 0 && input in READS)
      .map(([input]): Mutant => ({
        says: `${input} reads nothing`,
        rules: { ...rules, labels: { ...labels, reads: new Map(labels.reads).set(input, []) } },
      })),
  ];
}
