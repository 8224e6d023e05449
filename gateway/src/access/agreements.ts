import type { LabelTable } from '@agency-graph/composition';
import { SECRECY } from '@agency-graph/contract';
import { signerOf, type Policy } from '@agency-graph/policy';
import type { Duties, HeldAgreement } from '../identity/caller.js';

/** A version of a sharing agreement as its steward signed it (an ODRL agreement in shape); days are `YYYY-MM-DD`. */
export interface SharingAgreement {
  readonly id: string;
  readonly version: number;
  readonly steward: string;
  /** Organisations, or whole blocks of them. */
  readonly assignees: readonly string[];
  /** `Type.field`; `Type` for all of a wrapper; `Input.field` and `Type.field(argument:)` for filters. */
  readonly coordinates: readonly string[];
  readonly purposes: readonly string[];
  readonly validFrom: string;
  /** The first day on which it is no longer in force. */
  readonly validTo: string;
  readonly maxRowsPerQuery: number | null;
  readonly maxSubjectsPerDay: number | null;
  readonly duties: readonly string[];
  readonly status: 'IN_FORCE' | 'REVOKED' | 'DRAFT';
}

/** What agreements are held against: the labels of the graph, and who and what the policy knows. */
export interface AgreementGround {
  readonly labels: LabelTable;
  readonly purposes: ReadonlySet<string>;
  /** Who signs for the steward that a label names. */
  readonly signerOf: (steward: string) => string;
}

/** What a graph and a policy say that agreements are held against. */
export const groundOf = (labels: LabelTable, policy: Policy): AgreementGround => ({
  labels,
  purposes: new Set(policy.purposes.keys()),
  signerOf: (steward) => signerOf(policy, steward),
});

/** Reads the duties; what is no known duty cannot be kept, so it is a problem. */
function readDuties(duties: readonly string[]): { readonly duties: Duties; readonly problems: string[] } {
  const problems: string[] = [];
  let read: Duties = { endUserRequired: false, rowsAtMost: null, callsPerHour: null, bulk: false, witnessed: false };
  for (const duty of duties) {
    const [name = '', value = ''] = duty.split(':', 2);
    const level = SECRECY.find((one) => one === value);
    if (duty === 'RECORD' || duty === 'NO_ONWARD_SHARING') continue;
    else if (duty === 'BULK') read = { ...read, bulk: true };
    else if (duty === 'WITNESSED') read = { ...read, witnessed: true };
    else if (duty === 'END_USER_REQUIRED') read = { ...read, endUserRequired: true };
    else if (name === 'ROW_SECRECY' && level !== undefined) read = { ...read, rowsAtMost: level };
    else if (name === 'CALLS_PER_HOUR' && /^[1-9]\d{0,6}$/.test(value)) read = { ...read, callsPerHour: Number(value) };
    else problems.push(`the duty "${duty}" is none that a gateway can hold anyone to`);
  }
  return { duties: read, problems };
}

/** An agreement as its assignees hold it, and what is wrong with it: with anything wrong it may not be honoured. */
export interface ReadAgreement {
  readonly held: HeldAgreement;
  readonly problems: readonly string[];
  /** What of it is the steward's to share on this ground: all of it where nothing is wrong. */
  readonly fits: HeldAgreement;
}

export function readAgreement(agreement: SharingAgreement, ground: AgreementGround): ReadAgreement {
  const { id, version, steward, coordinates, purposes, validTo, maxRowsPerQuery, maxSubjectsPerDay } = agreement;
  const held: HeldAgreement = Object.freeze({
    id,
    version,
    steward,
    coordinates: new Set(coordinates),
    purposes: new Set(purposes),
    validTo,
    maxRowsPerQuery,
    maxSubjectsPerDay,
    ...readDuties(agreement.duties).duties,
  });
  const problems = problemsOf(agreement, ground);
  if (problems.length === 0) return { held, problems, fits: held };
  const isFit = (one: string): boolean => coordinateProblems(one, steward, ground).length === 0;
  // A type that is named whole stands, once a field of it is not to be shared, for those that are.
  const shared = coordinates.flatMap((one) => (isFit(one) ? [one] : fieldsNamed(one, ground.labels).filter(isFit)));
  const known = purposes.filter((one) => ground.purposes.has(one));
  return { held, problems, fits: Object.freeze({ ...held, coordinates: new Set(shared), purposes: new Set(known) }) };
}

/** What is wrong with an agreement, in sentences; nothing when it may be honoured. */
function problemsOf(agreement: SharingAgreement, ground: AgreementGround): readonly string[] {
  const { validFrom, validTo, assignees, coordinates, purposes, maxRowsPerQuery, maxSubjectsPerDay } = agreement;
  const { duties, problems } = readDuties(agreement.duties);
  if (validTo <= validFrom) problems.push(`it ends on ${validTo}, before it begins on ${validFrom}`);
  if (assignees.length === 0) problems.push('it has no assignee');
  if (coordinates.length === 0) problems.push('it names no field');
  if (purposes.length === 0) problems.push('it names no purpose');
  for (const purpose of purposes) {
    if (!ground.purposes.has(purpose)) problems.push(`its purpose ${purpose} is unknown`);
  }
  for (const [name, cap] of Object.entries({ maxRowsPerQuery, maxSubjectsPerDay })) {
    if (cap !== null && !(cap >= 1)) problems.push(`${name} is ${cap}`);
    if (cap === null && duties.bulk) problems.push(`it has a bulk duty, so it must say ${name}`);
  }
  for (const coordinate of coordinates) problems.push(...coordinateProblems(coordinate, agreement.steward, ground));
  return problems;
}

function coordinateProblems(coordinate: string, steward: string, { labels, signerOf }: AgreementGround): string[] {
  const named = fieldsNamed(coordinate, labels);
  if (named.length === 0 && !labels.reads.has(coordinate)) return [`${coordinate} is not in the graph`];
  return [...named, ...(labels.reads.get(coordinate) ?? [])].flatMap((field) => {
    const label = labels.fields.get(field);
    const what = field === coordinate ? field : `${coordinate} (${field})`;
    if (label === undefined) return [`${what} has no label`];
    if (label.sharing === 'INTERNAL') return [`${what} is INTERNAL: no agreement can name it`];
    // What is open to everyone is nobody's to share.
    const signer = signerOf(label.steward);
    if (label.sharing === 'OPEN' || signer === steward) return [];
    return [`${what} is ${signer}'s to share, not ${steward}'s`];
  });
}

/** The fields that a coordinate stands for: itself, or all of its type. */
function fieldsNamed(coordinate: string, { fields }: LabelTable): readonly string[] {
  if (fields.has(coordinate)) return [coordinate];
  return coordinate.includes('.') ? [] : [...fields.keys()].filter((at) => at.startsWith(`${coordinate}.`));
}
