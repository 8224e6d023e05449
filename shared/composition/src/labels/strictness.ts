import { PERSONAL_DATA, SECRECY, SHARING, type Label, type RowLabel } from '@agency-graph/contract';

export const AXES = ['secrecy', 'sharing', 'personal'] as const;
export type Axis = (typeof AXES)[number];

const SCALES: Readonly<Record<Axis, readonly string[]>> = {
  secrecy: SECRECY,
  sharing: SHARING,
  personal: PERSONAL_DATA,
};

/** How strict a label is on one axis: 0 is the loosest value of the axis. */
const strictness = (label: Label, axis: Axis): number => SCALES[axis].indexOf(label[axis]);

/** Axes on which the first label is weaker than the second. */
export const looserAxes = (label: Label, than: Label): readonly Axis[] =>
  AXES.filter((axis) => strictness(label, axis) < strictness(than, axis));

/** Roles in which a row label may admit to rows that the one before kept; every role that it had, where it is gone. */
export const looserRoles = (was: RowLabel, now: RowLabel | undefined): readonly (keyof RowLabel)[] =>
  ROLES.filter((role) => (now ? ADMITS_MORE[role](was, now) : was[role] !== undefined));

const ROLES = ['secrecy', 'until', 'compartments', 'scopes'] as const;

/** Where rows had no level, nothing was judged by it: neither by when it ends nor by compartments. */
const ADMITS_MORE: Readonly<Record<keyof RowLabel, (was: RowLabel, now: RowLabel) => boolean>> = {
  secrecy: (was, now) => was.secrecy !== undefined && now.secrecy !== was.secrecy,
  // Where a rule lets levels lapse, they do by this.
  until: (was, now) => was.secrecy !== undefined && now.until !== undefined && now.until !== was.until,
  // A compartment bars who does not hold it, and is the need to know of who does: more or fewer of them may admit more.
  compartments: (was, now) => was.secrecy !== undefined && now.compartments !== was.compartments,
  // Any of them admits, and the first says whose row it is.
  scopes: (was, now) =>
    now.scopes.some((scope) => !was.scopes.includes(scope)) ||
    (now.scopes.length > 0 && now.scopes[0] !== was.scopes[0]),
};

/**
 * Merges the labels of one field: the strictest value on every axis, and the steward of the strictest label (by name
 * where several are equally strict). Order and repetition do not matter; undefined for no label at all.
 */
export const strictest = (labels: readonly Label[]): Label | undefined => {
  const [first, ...others] = [...labels].sort(byStrictnessThenSteward);
  if (!first) return undefined;
  const merged = { ...first };
  for (const label of others)
    for (const axis of looserAxes(merged, label)) Object.assign(merged, { [axis]: label[axis] });
  return Object.freeze(merged);
};

const byStrictnessThenSteward = (a: Label, b: Label): number => {
  for (const axis of AXES) {
    const difference = strictness(b, axis) - strictness(a, axis);
    if (difference !== 0) return difference;
  }
  return a.steward < b.steward ? -1 : a.steward > b.steward ? 1 : 0;
};
