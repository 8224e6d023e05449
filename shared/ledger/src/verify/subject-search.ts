import { isObject, type CanonicalObject } from '../canonical.js';
import { contextIn, fieldsetsIn } from './references.js';
import type { SubjectTokens } from './tokens.js';
import type { Complete } from './verdict.js';

export interface SubjectSearch {
  /** Learns what a record defines for those behind it; whether it names the subject, undefined where that cannot be told. */
  learn(index: number, record: CanonicalObject, bytes: Buffer): boolean | undefined;
  /** Takes a record of those that are searched, in the log's order; says whether it is known to name the subject. */
  take(index: number, record: CanonicalObject, bytes: Buffer): boolean;
  /** What may be said of all that were taken; undefined where it cannot be told that there are no others. */
  complete(): Complete | undefined;
}

/**
 * Searches records for a subject: its token stands in them or, where it is an account, an end user or a case, in the
 * context that they refer to. Nothing is claimed of months whose token is not known, nor where what was found
 * refers to a field set that is not shown.
 */
export function createSubjectSearch(tokens: SubjectTokens): SubjectSearch {
  /** Whether a context, or the one that a token was brought in, names the subject: of months whose token is known. */
  const contexts = new Map<number, boolean>();
  const fieldsets = new Set<number>();
  /** Field sets that must be among them: those of what was found, and of the parts in front of it. */
  const needed = new Set<number>();
  const ofParts = new Map<number, number[]>();
  const months = new Set<string>();
  const records: number[] = [];
  let from: number | undefined;
  let to = -1;
  let isKnown = true;

  const learn: SubjectSearch['learn'] = (index, record, bytes) => {
    const reference = contextIn(record);
    const inContext = reference === undefined ? false : contexts.get(reference);
    const names = inContext === true || tokens.isIn(bytes) ? true : inContext;
    if (record['type'] === 'define' && isObject(record['fieldset'])) fieldsets.add(index);
    if (record['type'] === 'define' && tokens.months.has(monthOf(record))) {
      if (isObject(record['context'])) contexts.set(index, names === true);
      else if (reference !== undefined && inContext !== undefined) contexts.set(index, inContext);
    }
    return names;
  };

  return {
    learn,
    take(index, record, bytes) {
      const names = learn(index, record, bytes);
      const month = monthOf(record);
      const own = [...(ofParts.get(index) ?? []), ...fieldsetsIn(record)];
      ofParts.delete(index);
      const { outcome } = record;
      if (typeof outcome === 'number') {
        const others = ofParts.get(outcome);
        if (others === undefined) ofParts.set(outcome, own);
        else for (const at of own) others.push(at);
      }
      if (tokens.months.has(month)) {
        from ??= index;
        to = index;
        months.add(month);
        if (names === undefined) isKnown = false;
        else if (names) {
          records.push(index);
          for (const at of own) needed.add(at);
        }
      }
      return names === true;
    },
    complete() {
      const isShown = [...needed].every((at) => fieldsets.has(at));
      if (from === undefined || !isKnown || !isShown) return undefined;
      return { from, to, months: [...months].toSorted(), records };
    },
  };
}

const monthOf = ({ at }: CanonicalObject): string => (typeof at === 'string' ? at.slice(0, 7) : '');
