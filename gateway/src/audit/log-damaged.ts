import { segmentPath } from './segments.js';

/** The log is not what was published of it: nothing is written to it. */
export class LogDamaged extends Error {
  override readonly name: string = 'LogDamaged';
}

/** The log ends before what was published of it: it goes on only after a break that two persons answer for. */
export class LogShort extends LogDamaged {
  override readonly name = 'LogShort';

  constructor(origin: string, found: number, published: number) {
    super(
      `the log ${origin} ends before record ${found}, and its keys have signed ${published}: restore it, or record a break with two persons ("agency-graph audit break", of the auditors' log with "--log auditors")`,
    );
  }
}

/** Of a segment that no crash has left as it is: from which record on, as far as that is known. */
export const damaged = (path: string, index: number): LogDamaged =>
  new LogDamaged(
    `the audit log was changed after it was written, from record ${index} on, in ${path}: keep it, verify it and restore it`,
  );

/** Of records that no segment holds, though the one that begins with record `first` should follow them. */
export const missing = (wal: string, index: number, first: number): LogDamaged =>
  new LogDamaged(
    `records ${index} to ${first - 1} of the audit log are missing before ${segmentPath(wal, first)}: restore them, or put the keys of the log aside and begin a new one, of which whoever verifies must be told`,
  );
