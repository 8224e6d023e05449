import { randomId } from '@agency-graph/contract';
import type { LogPosition } from './record.js';

/** How many refusals of strangers, of one code, are recorded one by one in a span; and the span in milliseconds. */
const ONE_BY_ONE = 100;
const SPAN = 10_000;

interface Span {
  readonly type: Refused;
  readonly timer: NodeJS.Timeout;
  seen: number;
  /** The record that stands for all later ones of the span, and how many it stands for. */
  tally: { readonly id: string; readonly opened: Promise<LogPosition>; n: number } | null;
}

type Refused = 'denied' | 'auth_fail';

/** A refusal, or the count of many. */
export interface TallyBody {
  readonly code: string;
  readonly trace?: string;
  readonly tally?: string;
  readonly n?: number | null;
}

type Append = (type: Refused, body: TallyBody) => Promise<LogPosition>;

export interface Tally {
  /** Records one refusal of somebody unknown; under a flood, the span's tally is its record. */
  record(type: Refused, code: string, body: Pick<TallyBody, 'trace'>): Promise<LogPosition>;
  /** Writes the counts that are open. */
  close(): Promise<void>;
}

/**
 * Keeps strangers from filling the log. From the 101st refusal of a code within 10 s on, a record opened durably before
 * the first of them is answered stands for all; when the span ends a second one says how many they were.
 */
export function createTally(append: Append): Tally {
  const spans = new Map<string, Span>();

  const begin = (type: Refused, code: string): Span => {
    // A count that cannot be written leaves its opening record: from then on nothing is answered anyway.
    const timer = setTimeout(() => void end(code).catch(() => {}), SPAN).unref();
    const span: Span = { type, timer, seen: 0, tally: null };
    spans.set(code, span);
    return span;
  };

  const end = async (code: string): Promise<void> => {
    const { type, timer, tally } = spans.get(code)!;
    spans.delete(code);
    clearTimeout(timer);
    if (tally !== null) await append(type, { code, tally: tally.id, n: tally.n });
  };

  return {
    async record(type, code, body) {
      const span = spans.get(code) ?? begin(type, code);
      span.seen += 1;
      if (span.seen <= ONE_BY_ONE) return append(type, { code, ...body });
      if (span.tally === null) {
        const id = randomId();
        span.tally = { id, opened: append(type, { code, tally: id, n: null }), n: 0 };
      }
      const { opened } = span.tally;
      span.tally.n += 1;
      return opened;
    },
    async close() {
      for (const code of spans.keys()) await end(code);
    },
  };
}
