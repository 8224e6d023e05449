import type { CanonicalObject } from '@agency-graph/ledger';
import type { Gaps } from './gaps.js';
import type { Line, Period } from './question.js';
import type { Detail, SealedRecord } from './sealed.js';
import type { Answered, Asked } from './search.js';
import type { Tally, TallyBy } from './tally.js';
import type { UsageFound } from './usage.js';
import type { CountedAll } from './volumes.js';

/** The index as the two roles see it that may do one thing each. */
export interface IndexUrls {
  /** May insert, and nothing else. */
  readonly writerUrl: string;
  /** May read, and nothing else. */
  readonly readerUrl: string;
}

/** What the thread is started with. */
export interface ThreadOptions {
  /** Folder of the log. */
  readonly directory: string;
  readonly index: IndexUrls;
}

/** How the index does. */
export interface IndexState {
  /** Leaves that it holds, of how many that are published. */
  readonly complete: number;
  readonly of: number;
  /** Why it is not fed at present; null when all is well. */
  readonly problem: string | null;
}

/** What can be asked of the thread, and what it answers. */
export interface Calls {
  find(asked: Asked): Promise<Answered>;
  tally(asked: Omit<Asked, 'after' | 'first'>, by: TallyBy): Promise<Tally>;
  usage(steward: string, period: Period, line: Line): Promise<UsageFound>;
  volumes(organisation: string, period: Period, line: Line): Promise<CountedAll>;
  gaps(period: Period, line: Line, now: number): Promise<Gaps>;
  /** When the first record of the log was made; null where there is none. */
  began(): Promise<string | null>;
  /** The times that the log is of: more than one where its clock was set back. */
  times(): Promise<readonly Period[]>;
  /** What is sealed for a record; null where there is none of this index, or none of the line. */
  sealed(index: number, line: Line): Promise<SealedRecord | null>;
  /** Throws where a record is not published yet. */
  evidence(
    question: CanonicalObject,
    indexes: readonly number[],
    /** What is disclosed of them, in the order of the log. */
    details?: readonly Detail[],
  ): Promise<{ readonly bundle: Uint8Array; readonly records: number }>;
}

export type ToThread =
  /** Nobody waits for the answer to this call any more. */
  | { readonly call: 'abandon'; readonly id: number }
  | {
      readonly [Name in keyof Calls]: {
        readonly id: number;
        readonly call: Name;
        readonly asked: Parameters<Calls[Name]>;
      };
    }[keyof Calls]
  | { readonly call: 'close' };

export type FromThread =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failed: string }
  | { readonly state: IndexState };
