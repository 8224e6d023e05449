import { PERSONAL_DATA, SECRECY, SHARING, type Label } from '@agency-graph/contract';

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
