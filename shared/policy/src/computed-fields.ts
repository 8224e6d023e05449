import type { Label, RowLabel } from '@agency-graph/contract';
import { isDeepStrictEqual } from 'node:util';
import type { Grant } from './content.js';
import { covers, grantsByName } from './covers.js';
import type { Policy, PolicyInForce } from './policy.js';
import type { PolicyProblem } from './policy-error.js';

/** What a graph says of its fields: their labels, and which are computed from which. */
export interface ComputedFields {
  readonly labels: { readonly fields: ReadonlyMap<string, Label>; readonly rows: ReadonlyMap<string, RowLabel> };
  /** `Type.field` → the fields that it is computed from, each with the types of the objects that lead to it. */
  readonly madeFrom: ReadonlyMap<
    string,
    readonly { readonly coordinate: string; readonly through: readonly string[] }[]
  >;
}

type Rules = Pick<Policy, 'parts' | 'routes' | 'changes' | 'grantPlaces' | 'at'>;

/**
 * Lines of the scope table that give a computed field and not what it is computed from, on a day or after it: whoever is
 * refused that would learn it from the field. A line that names the computed field gives it knowingly. Held link by
 * link, which holds for chains of any length: what gives a field gives, or names knowingly, each that leads to it.
 */
export const waysRound = (policy: Rules, graph: ComputedFields, day: string): readonly PolicyProblem[] => {
  const found = new Map<string, PolicyProblem>();
  for (const from of [day, ...policy.changes.filter((change) => change > day)])
    for (const coordinate of graph.madeFrom.keys())
      for (const problem of waysRoundBy(policy, policy.at(from), graph, coordinate))
        found.set(JSON.stringify(problem), problem);
  return [...found.values()];
};

function waysRoundBy(policy: Rules, rules: PolicyInForce, graph: ComputedFields, computed: string): PolicyProblem[] {
  const { fields, rows } = graph.labels;
  const rowType = (type: string): string => policy.parts.get(type) ?? type;
  const linesOf = (coordinate: string): readonly Grant[] => rules.grants.get(rowType(split(coordinate)[0])) ?? [];
  /** Whatever leads to rows is given with any of them. */
  const gives = (grant: Grant, coordinate: string): boolean => {
    const [type, name] = split(coordinate);
    const label = fields.get(coordinate);
    if (label === undefined) return false;
    return policy.routes.has(type) || covers(grant, label, type, name, rules.vetoes.has('sensitive'));
  };
  const [type, name] = split(computed);
  const isPartOfRow = (one: string): boolean => policy.parts.get(one) === rowType(type) && !policy.routes.has(one);
  const reads = (graph.madeFrom.get(computed) ?? []).map(({ coordinate, through }) => ({
    coordinate,
    lines: linesOf(coordinate).filter((line) => gives(line, coordinate)),
    sameRow: through.every(isPartOfRow),
    // What no line withholds, its level may.
    levelled: rows.get(rowType(split(coordinate)[0]))?.secrecy !== undefined,
  }));
  return linesOf(computed)
    .filter((line) => gives(line, computed) && !grantsByName(line, type, name))
    .flatMap((line): PolicyProblem[] => {
      const withheld = reads.filter(({ lines, sameRow, levelled }) =>
        sameRow
          ? !lines.some((other) => isAsWide(other, line))
          : levelled || !lines.some((other) => isOfEveryRow(other) && isForAsMany(other, line)),
      );
      if (withheld.length === 0) return [];
      const those = [
        ...new Set(withheld.map(({ coordinate, sameRow }) => `${coordinate}${sameRow ? '' : ' of every row'}`)),
      ].join(', ');
      const spelt = type === line.type ? name : computed;
      return [
        {
          ...policy.grantPlaces.get(line)!,
          says: `this line of ${line.rule} gives ${computed} but not what it is made from: ${those}`,
          fix: `Except ${spelt} too, or name it in a line of its own (only: [${spelt}]) where it may be given although that is not.`,
        },
      ];
    });
}

/** Whether a line gives its fields to all to whom another does, on all of its rows. */
const isAsWide = (line: Grant, other: Grant): boolean =>
  isForAsMany(line, other) &&
  (isOfEveryRow(line) ||
    (line.rows === other.rows && (line.where === undefined || isDeepStrictEqual(line.where, other.where))));

const isOfEveryRow = ({ rows, where }: Grant): boolean => rows === 'every' && where === undefined;

const isForAsMany = (line: Grant, other: Grant): boolean =>
  isAddressedToAsMany(line.to, other.to) &&
  (line.purposes === 'any' || (other.purposes !== 'any' && areAmong(other.purposes, line.purposes)));

function isAddressedToAsMany(to: Grant['to'], others: Grant['to']): boolean {
  if (to === 'everyone') return true;
  if (others === 'everyone') return Object.values(to).every((asked) => asked === undefined);
  return (
    (to.block === undefined || to.block === others.block) &&
    (['functions', 'organisations', 'levels'] as const).every(
      (asked) => to[asked] === undefined || (others[asked] !== undefined && areAmong(others[asked], to[asked])),
    )
  );
}

const areAmong = (some: readonly string[], all: readonly string[]): boolean => some.every((one) => all.includes(one));

const split = (coordinate: string): [type: string, field: string] => {
  const [type = '', field = ''] = coordinate.split('.');
  return [type, field];
};
