import type { LabelTable } from '@agency-graph/composition';
import {
  all,
  any,
  ALWAYS,
  fieldsOf,
  NEVER,
  type RowCondition,
  type RowLabel,
  type Secrecy,
} from '@agency-graph/contract';
import type { Grant, Policy, PolicyInForce, Relation } from '@agency-graph/policy';
import { dayOf } from '../clock.js';
import type { CallerFacts } from '../identity/caller.js';
import { ceilingOf } from './levels.js';

/**
 * Whether each row of a type is judged: it has a row label, or a line of the scope table says which of its rows it is
 * about. Parts are judged with the row that they belong to, and what leads to rows is none.
 */
export const judgesRows = (type: string, labels: LabelTable, policy: Policy, { grants }: PolicyInForce): boolean =>
  labels.rows.has(type) ||
  (!policy.parts.has(type) && !policy.routes.has(type) && grants.get(type)?.some(saysWhichRows) === true);

/** Of a type without a row label no row has a level: then `unclassified` is every row. */
const saysWhichRows = ({ rows, where }: Grant): boolean =>
  (rows !== 'every' && rows !== 'unclassified') || where !== undefined;

/** Whether rows of a type have the key by which one is told from another. */
export const hasKey = (type: string, { fields }: LabelTable): boolean => fields.has(`${type}.id`);

/** The rows of a type that a line of the scope table admits a caller to; NEVER where nothing of a row can tell. */
export function admittedBy(
  grant: Grant,
  type: string,
  labels: LabelTable,
  policy: PolicyInForce,
  caller: CallerFacts,
): RowCondition {
  const row = labels.rows.get(type);
  const narrowed = Object.entries(grant.where ?? {}).map(([field, values]): RowCondition => ({
    kind: 'oneOf',
    field,
    values,
  }));
  const condition = all([related(grant.rows, row, policy, caller), ...narrowed]);
  return condition === ALWAYS || row !== undefined || canTell(condition, type, labels) ? condition : NEVER;
}

/** Whether rows of a type without a row label have what a condition looks at. */
const canTell = (condition: RowCondition, type: string, labels: LabelTable): boolean =>
  hasKey(type, labels) && [...fieldsOf(condition)].every((field) => labels.fields.has(`${type}.${field}`));

/** The rows that stand to the caller in a relation; NEVER where the row label cannot tell. */
function related(
  relation: Relation,
  row: RowLabel | undefined,
  policy: PolicyInForce,
  caller: CallerFacts,
): RowCondition {
  const path = caller.organisation.path;
  const scopes = row?.scopes ?? [];
  switch (relation) {
    case 'every':
      return ALWAYS;
    case 'unclassified':
      return row === undefined ? ALWAYS : levelAtMost('UNCLASSIFIED', row, policy, caller);
    case 'own-line':
      return row === undefined ? NEVER : ownLine(row, caller);
    case 'party-to':
      return any(scopes.map((field) => ({ kind: 'oneOf', field, values: [path] })));
    case 'first-party':
      return scopes[0] === undefined ? NEVER : { kind: 'oneOf', field: scopes[0], values: [path] };
    case 'self':
      return caller.memberId === null ? NEVER : { kind: 'ids', ids: [caller.memberId] };
    default:
      return relation satisfies never;
  }
}

/** Rows of which a scope lies at or under the caller's organisation. */
export const ownLine = ({ scopes }: RowLabel, { organisation }: CallerFacts): RowCondition =>
  any(scopes.map((field) => ({ kind: 'under', field, paths: [organisation.path] })));

/**
 * What no grant lifts from a row: its level as it counts today, and the need to know it. Rows that a second person
 * opened in an emergency are `urgent`: that is the need, and it lifts neither level nor compartment.
 */
export function vetoes(
  type: string,
  labels: LabelTable,
  policy: PolicyInForce,
  caller: CallerFacts,
  urgent: RowCondition,
): RowCondition {
  const row = labels.rows.get(type);
  if (row !== undefined && !hasKey(type, labels)) return NEVER;
  if (row?.secrecy === undefined) return ALWAYS;
  const ceiling = rowCeilingOf(policy, caller);
  const level = levelAtMost(ceiling, row, policy, caller);
  if (ceiling === 'UNCLASSIFIED') return level;
  const needs = all([any([needToKnow(type, row, policy, caller), urgent]), compartments(row, policy, caller)]);
  return all([level, any([levelAtMost('UNCLASSIFIED', row, policy, caller), needs])]);
}

/** The highest level of the rows that may reach a caller. */
export const rowCeilingOf = (policy: PolicyInForce, caller: CallerFacts): Secrecy =>
  isNameless(policy, caller) ? 'UNCLASSIFIED' : ceilingOf(policy, caller);

function needToKnow(type: string, row: RowLabel, policy: PolicyInForce, caller: CallerFacts): RowCondition {
  if (!policy.vetoes.has('need-to-know') || policy.needByGrant.has(type)) return ALWAYS;
  if (policy.needEveryRow.get(type)?.includes(caller.organisation.id) === true) return ALWAYS;
  return any([
    ...row.scopes.map((field): RowCondition => ({ kind: 'oneOf', field, values: [caller.organisation.path] })),
    ...(row.compartments === undefined ? [] : [{ kind: 'compartmented', field: row.compartments } as const]),
  ]);
}

const compartments = (row: RowLabel, policy: PolicyInForce, caller: CallerFacts): RowCondition =>
  row.compartments === undefined || !policy.vetoes.has('compartments')
    ? ALWAYS
    : { kind: 'holds', field: row.compartments, compartments: caller.compartments };

/** Whether the caller is an application that does not say for whom it acts, and that matters. */
export const isNameless = (policy: PolicyInForce, caller: CallerFacts): boolean =>
  policy.vetoes.has('nameless') && caller.kind === 'APPLICATION' && caller.endUser === null;

/** Rows whose level, as it counts today, is at most this one. */
export function levelAtMost(atMost: Secrecy, row: RowLabel, policy: PolicyInForce, caller: CallerFacts): RowCondition {
  if (row.secrecy === undefined) return ALWAYS;
  const today = dayOf(caller.now);
  const lapses = policy.lapse && row.until !== undefined ? { until: row.until, lapsedBefore: today } : {};
  return { kind: 'level', field: row.secrecy, ...lapses, atMost };
}
