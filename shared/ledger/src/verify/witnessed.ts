import type { VerifierKey } from '../note.js';
import type { Cosignature } from '../cosignature.js';
import type { Head } from './heads.js';
import type { Trust } from './trust.js';
import type { Witnessed } from './verdict.js';

/** When a leaf came to be. */
interface WitnessedLeaf extends Witnessed {
  /** By the clocks of witnesses the log was there with it before it was there without it: one of them was wrong. */
  readonly isContradicted: boolean;
}

/**
 * When a leaf came to be, as a quorum of witnesses saw it: after they saw the log without it, before they saw it with
 * it. Undefined when no quorum saw it. Every head, smallest first, must be shown to follow from the one before.
 */
export function createWitnessedAt(heads: readonly Head[], trust: Trust): (index: number) => WitnessedLeaf | undefined {
  const seen = heads.filter((head) => isSeen(head, trust));
  return (index) => {
    let [low, high] = [0, seen.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (seen[middle]!.size <= index) low = middle + 1;
      else high = middle;
    }
    const [without, withIt] = [seen[low - 1], seen[low]];
    if (withIt === undefined) return undefined;
    const before = quorumTime(byTime(withIt), trust);
    const after = without && lastSeen(without, withIt, before, trust);
    const isContradicted = without !== undefined && after === undefined;
    const cosignatures = [...(after === undefined ? [] : without!.cosignatures), ...withIt.cosignatures];
    return {
      ...(after === undefined ? {} : { after }),
      before,
      by: [...new Set(cosignatures.map(({ witness }) => witness.name))].toSorted(),
      isContradicted,
    };
  };
}

/** Whether a quorum of witnesses saw this state. */
export const isSeen = ({ cosignatures }: Head, trust: Trust): boolean => trust.isQuorum(witnessesOf(cosignatures));

/** When all of several leaves came to be: undefined unless each was witnessed. */
export function spanOf(each: readonly (Witnessed | undefined)[]): Witnessed | undefined {
  const all = each.filter((one) => one !== undefined);
  if (all.length === 0 || all.length < each.length) return undefined;
  const afters = all.flatMap(({ after }) => (after === undefined ? [] : [after]));
  return {
    ...(afters.length < all.length ? {} : { after: afters.reduce((a, b) => Math.min(a, b)) }),
    before: all.reduce((latest, { before }) => Math.max(latest, before), 0),
    by: [...new Set(all.flatMap(({ by }) => by))].toSorted(),
  };
}

const byTime = ({ cosignatures }: Head): Cosignature[] => cosignatures.toSorted((a, b) => a.time - b.time);

/**
 * When a quorum last saw the log without a leaf, no later than another saw it with it; undefined where the clocks
 * contradict each other. A witness that was merely asked late, or was slow, may have seen less of it after others saw
 * more: a quorum that was there in time is believed without it. None may by its own clock have seen more before less.
 */
function lastSeen(without: Head, withIt: Head, before: number, trust: Trust): number | undefined {
  const latestFirst = byTime(without).toReversed();
  const last = quorumTime(latestFirst, trust);
  if (last <= before) return last;
  const late = latestFirst.filter(({ time }) => time > before);
  const isSetBack = late.some(({ witness, time }) =>
    withIt.cosignatures.some((other) => other.witness === witness && other.time < time),
  );
  const inTime = latestFirst.slice(late.length);
  return !isSetBack && trust.isQuorum(witnessesOf(inTime)) ? quorumTime(inTime, trust) : undefined;
}

/** The time at which, one after the other, a quorum is reached. */
function quorumTime(cosignatures: readonly Cosignature[], trust: Trust): number {
  const so = new Set<VerifierKey>();
  return cosignatures.find(({ witness }) => trust.isQuorum(so.add(witness)))!.time;
}

const witnessesOf = (cosignatures: readonly Cosignature[]): ReadonlySet<VerifierKey> =>
  new Set(cosignatures.map(({ witness }) => witness));
