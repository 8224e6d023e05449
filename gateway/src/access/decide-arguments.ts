import type { Operation } from '../operation/operation.js';
import { Refusal } from '../refusals.js';
import type { AskedField } from './asked-field.js';
import type { Decision, Permit } from './decision.js';
import type { Scope } from './scope.js';
import { usedInputs } from './used-inputs.js';
import { literalIn } from './variables-only.js';

/** What was decided of a field that is asked for with its arguments. */
export interface DecidedField {
  readonly decision: Decision;
  /** Of those arguments and input fields that an agreement names, the permit. */
  readonly filters: ReadonlyMap<string, Permit>;
}

/**
 * Decides of whatever the arguments of a field read that was permitted `own` at a coordinate: filtering by a field is
 * reading it. Throws where the text holds what only a variable may carry.
 */
export function decideArguments(
  own: Permit,
  coordinate: string,
  { definition, node }: AskedField,
  scope: Scope,
  { node: { variableDefinitions = [] }, values }: Operation,
): DecidedField {
  const { policy, rules } = scope;
  const filters = new Map<string, Permit>();
  for (const argument of node.arguments ?? []) {
    const defined = definition.args.find((one) => one.name === argument.name.value);
    if (defined === undefined) continue;
    const at = `${coordinate}(${argument.name.value}:)`;
    const literal = literalIn(at, defined.type, argument.value, policy.variablesOnly, variableDefinitions);
    if (literal !== null) throw new Refusal('BAD_REQUEST', `Argument "${literal}" must be given as a variable.`);
    for (const used of usedInputs(at, defined.type, argument.value, values)) {
      const filter = scope.filter(used, rules.labels.reads.get(used) ?? []);
      if (filter?.kind === 'deny') return { decision: { ...filter, hidden: false }, filters };
      if (filter !== null) filters.set(used, filter);
    }
  }
  return { decision: own, filters };
}
