import type { KeyObject } from 'node:crypto';
import type { AuditWriter, From } from '../audit/writer.js';
import type { Approvals } from './approvals.js';
import type { Auditor } from './auditor.js';
import type { Cursors } from './cursor.js';
import type { ErasureOf } from './erased.js';
import type { Inquiry } from './inquiry.js';
import type { Reads } from './reads.js';
import type { Ask } from './schema/ask.js';
import type { LogName } from './schema/resolver.js';
import type { ServedNames } from './served-names.js';
import type { AccountOf } from './shown.js';

/** A log that can be asked: who answers, and who knows the blind tokens in it. */
export interface AskedLog {
  readonly inquiry: Inquiry;
  readonly writer: Pick<AuditWriter, 'known' | 'open' | 'witnessed' | 'log'>;
  readonly accountOf: AccountOf;
}

/** Where auditors ask. */
export interface DeskParts {
  readonly logs: Readonly<Record<LogName, AskedLog>>;
  /** The auditors' own log. */
  readonly auditors: Pick<AuditWriter, 'inquired'>;
  readonly approvals: Approvals;
  readonly cursors: Cursors;
  /** Whether rows of a type stand for persons by the labels of now; null where nobody knows. */
  readonly standsForPersons: (type: string) => boolean | null;
  readonly names: () => ServedNames;
  /** The organisation of an account of the directory; null where it has none of this id. */
  readonly organisationOf: (account: string) => Promise<string | null>;
  readonly erasureOf: ErasureOf;
  /** Makes what is recorded of a question: equal for equal ones, and a guess cannot be tested against it. */
  readonly questionKey: KeyObject;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
}

/** What is asked, of which log, of which time. */
export interface Wanted {
  readonly ask: Ask;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly log: LogName;
}

/** A request to the desk: where it came from, and whether anybody waits for what it shows. */
export interface DeskRequest extends From {
  /** Aborted when the client leaves before it is answered. */
  readonly gone: AbortSignal;
}

/** One request of one auditor while it is answered. */
export interface Sitting {
  readonly parts: DeskParts;
  readonly auditor: Auditor;
  /** Aborted when nobody waits any more, or it has looked through the log for long enough. */
  readonly waits: AbortSignal;
  /** What of it is recorded, before anything is shown. */
  readonly reads: Reads;
}
