import { all, any, ALWAYS, NEVER, type RowCondition, type RowLabel, type Secrecy } from '@agency-graph/contract';
import type { CallerFacts } from '../identity/caller.js';
import { atMostLevel, type Policy, type Relation } from './policy.js';

/** The highest level that may reach a caller over the network they came in by (R3, R5). */
export function ceilingOf(policy: Policy, caller: CallerFacts): Secrecy {
  const zone =
    (caller.hardwareKey ? policy.hardwareKeyCeilings.get(caller.zone) : undefined) ??
    policy.ceilings.get(caller.zone) ??
    'UNCLASSIFIED';
  const lowest = atMostLevel(zone, caller.clearance) ? zone : caller.clearance;
  return lowest === 'TOP_SECRET' ? 'SECRET' : lowest;
}

/** The rows of a type that stand to the caller as a grant says; NEVER where the row label cannot tell. */
export function related(
  relation: Relation,
  row: RowLabel | undefined,
  policy: Policy,
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
      return any(scopes.map((field) => ({ kind: 'under', field, paths: [path] })));
    case 'own-cell':
      return caller.organisation.level === 'CELL'
        ? any(scopes.map((field) => ({ kind: 'oneOf', field, values: [path] })))
        : NEVER;
    case 'party-to':
      return any(scopes.map((field) => ({ kind: 'oneOf', field, values: [path] })));
    case 'first-party':
      return scopes[0] === undefined ? NEVER : { kind: 'oneOf', field: scopes[0], values: [path] };
    case 'self':
      return caller.memberId === null ? NEVER : { kind: 'ids', ids: [caller.memberId] };
    case 'public-circulation':
      return all([
        row === undefined ? NEVER : levelAtMost('UNCLASSIFIED', row, policy, caller),
        { kind: 'oneOf', field: 'circulation', values: ['PUBLIC', 'PARTY_INTERNAL'] },
      ]);
    default:
      return relation satisfies never;
  }
}

/** What no grant lifts: level (R3, R5, R17, R21) and need to know (R4). */
export function vetoes(type: string, row: RowLabel | undefined, policy: Policy, caller: CallerFacts): RowCondition {
  if (row?.secrecy === undefined) return ALWAYS;
  const nameless = caller.kind === 'APPLICATION' && caller.endUser === null;
  const ceiling = nameless ? 'UNCLASSIFIED' : ceilingOf(policy, caller);
  const level = levelAtMost(ceiling, row, policy, caller);
  if (ceiling === 'UNCLASSIFIED') return level;
  const path = caller.organisation.path;
  const knows =
    policy.needByGrant.has(type) || (policy.needAll.get(type) ?? []).includes(caller.organisation.id)
      ? ALWAYS
      : any([
          ...row.scopes.map((field): RowCondition => ({ kind: 'oneOf', field, values: [path] })),
          ...(row.compartments === undefined ? [] : [{ kind: 'compartmented', field: row.compartments } as const]),
        ]);
  const holds: RowCondition =
    row.compartments === undefined
      ? ALWAYS
      : { kind: 'holds', field: row.compartments, compartments: caller.compartments };
  return all([level, any([levelAtMost('UNCLASSIFIED', row, policy, caller), all([knows, holds])])]);
}

function levelAtMost(atMost: Secrecy, row: RowLabel, policy: Policy, caller: CallerFacts): RowCondition {
  if (row.secrecy === undefined) return ALWAYS;
  const today = caller.now.slice(0, 10);
  const lapses = row.until !== undefined && today >= policy.lapseFrom;
  return {
    kind: 'level',
    field: row.secrecy,
    ...(lapses && row.until !== undefined ? { until: row.until, lapsedBefore: today } : {}),
    atMost,
  };
}
