import { WRITES } from './covers.js';
import { waysRound, type ComputedFields } from './computed-fields.js';
import type { Grant, PolicyContent, RuleVersion } from './content.js';
import type { Policy } from './policy.js';
import type { PolicyProblem } from './policy-error.js';

type Path = readonly (string | number)[];

/** Where a value of the content was written. */
export type PlaceOf = (path: Path) => { readonly file: string; readonly line: number };

/** A type, field or argument of the graph as a file of the policy names it. */
export interface GraphName {
  /** `Type`, `Type.field`, `Type.field(argument:)` or `Input.field`. */
  readonly coordinate: string;
  readonly file: string;
  readonly line: number;
  /** The day on which what names it has ended, where that is said. */
  readonly to: string | null;
}

/** Everything of the graph that the policy's files name. */
export function graphNames(content: PolicyContent, placeOf: PlaceOf): readonly GraphName[] {
  const { scope, rules } = content;
  const name = (coordinate: string, at: Path, to: string | null = null): GraphName => ({
    coordinate,
    to,
    ...placeOf(at),
  });
  return [
    ...Object.entries(scope.parts).flatMap(([part, type]) =>
      [part, type].map((one) => name(one, ['scope', 'parts', part])),
    ),
    ...scope.routes.map((type, place) => name(type, ['scope', 'routes', place])),
    ...Object.entries(scope.identifies).flatMap(([argument, of]) =>
      [argument, ...(of === null ? [] : [of])].map((one) => name(one, ['scope', 'identifies', argument])),
    ),
    ...scope.grants.flatMap((grant, place) =>
      namedBy(grant, grant.type === WRITES || scope.routes.includes(grant.type)).map(([coordinate, at]) =>
        name(coordinate, ['scope', 'grants', place, ...at]),
      ),
    ),
    ...rules.flatMap(({ versions }, rule) =>
      versions.flatMap((version, place) =>
        namedIn(version).map(([coordinate, at]) =>
          name(coordinate, ['rules', rule, 'versions', place, ...at], version.to ?? null),
        ),
      ),
    ),
  ];
}

type Named = readonly [coordinate: string, at: Path];

/** By what a line of a route narrows stands on the type that the route leads to, which the line does not say. */
const namedBy = ({ type, fields, where = {} }: Grant, isRoute: boolean): readonly Named[] => [
  [type, ['type']],
  ...(['only', 'except'] as const).flatMap((which) =>
    (fields === 'all' ? [] : (fields[which] ?? [])).map((field, place): Named => [
      coordinateOf(type, field),
      ['fields', which, place],
    ]),
  ),
  ...(isRoute ? [] : Object.keys(where)).map((field): Named => [`${type}.${field}`, ['where', field]]),
];

/** `Part.*` is the part, `Part.field` is whole, and all else is a field of the line's own type. */
const coordinateOf = (type: string, field: string): string =>
  field.includes('.') ? field.replace(/\.\*$/, '') : `${type}.${field}`;

const namedIn = (version: RuleVersion): readonly Named[] => {
  const { governs, volume, 'need-to-know': need, 'variables-only': only, 'names-fields': naming = {} } = version;
  const listed = (names: readonly string[] = [], ...at: Path): readonly Named[] =>
    names.map((one, place) => [one, [...at, place]]);
  return [
    ...listed(governs, 'governs'),
    ...listed(need?.['by-grant'], 'need-to-know', 'by-grant'),
    ...Object.keys(need?.['every-row'] ?? {}).map((type): Named => [type, ['need-to-know', 'every-row', type]]),
    ...Object.entries<Readonly<Record<string, number>>>(volume ?? {}).flatMap(([cap, counts]) =>
      Object.keys(counts).map((one): Named => [one, ['volume', cap, one]]),
    ),
    ...listed(only, 'variables-only'),
    ...Object.entries(naming).flatMap(([argument, type]): readonly Named[] =>
      [argument, type].map((one) => [one, ['names-fields', argument]]),
    ),
  ];
};

/** What a policy is held against of a graph. */
export interface PolicyGround extends ComputedFields {
  /** Everything that a policy can name. */
  readonly coordinates: ReadonlySet<string>;
  /** What its clients see: object type → field → the named type that it gives. */
  readonly fieldTypes: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/**
 * Why the policy must not be served with the graph from a `day` on. What it names and the graph lacks, be it misspelt or
 * renamed, excepts no field and caps nothing; versions of rules that have ended may name what has gone since. And what it
 * excepts is given all the same where another field is computed from it.
 */
export const misfits = (policy: Policy, graph: PolicyGround, day: string): readonly PolicyProblem[] => [
  ...policy.graphNames
    .filter(({ coordinate, to }) => (to === null || day < to) && !graph.coordinates.has(coordinate))
    .map(({ coordinate, file, line }) => ({ file, line, says: `the graph has no ${coordinate}` })),
  ...waysRound(policy, graph, day),
];
