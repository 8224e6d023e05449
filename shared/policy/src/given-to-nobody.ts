import { covers, WRITES } from './covers.js';
import type { PolicyGround } from './names.js';
import type { Policy } from './policy.js';

/** What nobody may read or call, in words for whoever writes the policy. */
export interface GivenToNobody {
  /** A type, or a field that changes something. */
  readonly coordinate: string;
  readonly says: string;
  readonly fix: string;
}

/**
 * What no line of the scope table gives to anybody on a day: types of which none gives a field, and fields that change
 * something and that none names. It may be meant so, and is never a reason not to serve the graph.
 */
export function givenToNobody(policy: Policy, graph: PolicyGround, day: string): readonly GivenToNobody[] {
  const rules = policy.at(day);
  const isRoute = (type: string): boolean => type === WRITES || policy.routes.has(type);
  const linesOf = (type: string) => rules.grants.get(policy.parts.get(type) ?? type) ?? [];
  const isGiven = (type: string, field: string): boolean => {
    const label = graph.labels.fields.get(`${type}.${field}`);
    const tier = type === WRITES || rules.vetoes.has('sensitive');
    return label !== undefined && linesOf(type).some((line) => covers(line, label, type, field, tier));
  };
  const fieldsOf = (type: string): readonly string[] => [...(graph.fieldTypes.get(type)?.keys() ?? [])];

  const rows = [...graph.fieldTypes.keys()].filter(
    (type) => !isRoute(type) && !fieldsOf(type).some((field) => isGiven(type, field)),
  );
  // Whatever a route leads to is given by a line of it, be it a union or a scalar.
  const others = [...graph.fieldTypes]
    .flatMap(([type, fields]) => (isRoute(type) ? [...fields.values()] : []))
    .filter((type) => !graph.fieldTypes.has(type) && linesOf(type).length === 0);
  const changes = fieldsOf(WRITES).filter((field) => !isGiven(WRITES, field));
  return [
    ...[...new Set([...rows, ...others])].map((type) => ({
      coordinate: type,
      says: `No line of the scope table gives anything of ${type}: nobody may read it, but under a sharing agreement or in an emergency.`,
      fix: `Give it by a line of ${policy.parts.get(type) ?? type} in scope.yaml, unless it is meant to be so.`,
    })),
    ...changes.map((field) => ({
      coordinate: `${WRITES}.${field}`,
      says: `No line of the scope table names ${WRITES}.${field}: nobody may call it.`,
      fix: `Name it by a line of ${WRITES} in scope.yaml, unless it is meant to be so.`,
    })),
  ];
}
