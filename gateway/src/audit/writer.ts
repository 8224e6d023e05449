import { randomBytes } from 'node:crypto';
import type { CheckedRows } from '../execute/check-rows.js';
import type { Caller, KnownCaller } from '../identity/caller.js';
import type { Plan } from '../plan/plan.js';
import { Refusal } from '../refusals.js';
import type { Blinder } from './blind.js';
import type { LogFile } from './log-file.js';
import { createTally } from './tally.js';
import type { Intent, LogPosition, Receipt, RecordBody, RefusalReceipt } from './record.js';

/** How long, in milliseconds, a record may take to be durable before the request is refused. */
const DURABLE_WITHIN = 250;

/** The versions a request was decided under. */
export interface Versions {
  readonly policy: string;
  readonly supergraph: string;
}

/** The write side of the audit log, on the request's path. Fails closed: what cannot be recorded is not answered. */
export interface AuditWriter {
  /** Durable before any agency is asked. A plan that asks none needs no record yet. */
  intent(plan: Plan, caller: Caller, versions: Versions, trace: string): Promise<Intent>;
  /** Durable before the answer leaves. */
  outcome(rows: CheckedRows, versions: Versions): Promise<Receipt>;
  /** A request turned away; `caller` is null when it could not be told who asked. */
  refused(
    refusal: Refusal,
    caller: Caller | null,
    versions: Versions,
    trace: string,
    txn: string | null,
  ): Promise<RefusalReceipt>;
  /** What happened besides requests, e.g. `four_eyes`; durable when it resolves. */
  event(type: string, body: RecordBody): Promise<LogPosition>;
  readonly broken: Error | null;
  /** Writes what is still counted, and closes the log. */
  close(): Promise<void>;
}

export function createAuditWriter(log: LogFile, blind: Blinder, wallClock: () => Date = () => new Date()): AuditWriter {
  const recordOf = (type: string, body: RecordBody): RecordBody => ({
    v: 1,
    type,
    at: wallClock().toISOString(),
    nonce: randomBytes(16).toString('base64url'),
    ...body,
  });

  const append = async (...records: readonly RecordBody[]): Promise<LogPosition> => {
    try {
      return await within(DURABLE_WITHIN, log.append(...records));
    } catch {
      throw new Refusal('AUDIT_UNAVAILABLE');
    }
  };
  const tally = createTally((type, body) => append(recordOf(type, body)));

  return {
    get broken() {
      return log.broken;
    },

    async intent(plan, caller, versions, trace) {
      const txn = randomBytes(16).toString('base64url');
      if (plan.compiled.fetches > 0) {
        const agencies = [...plan.compiled.queryHashes.keys()].toSorted();
        const who = recordedCaller(caller, blind);
        await append(recordOf('intent', { txn, trace, who, operation: operationOf(plan), agencies, ...versions }));
      }
      return { txn, plan, caller, trace } as Intent;
    },

    async outcome(rows, versions) {
      const { txn, plan, caller, trace } = rows.intent;
      const pieces = accessOf(rows, blind);
      const last = pieces.pop() ?? [];
      const parts = pieces.map((access, part) => recordOf('outcome_part', { txn, part, access }));
      const outcome = recordOf('outcome', {
        txn,
        trace,
        who: recordedCaller(caller, blind),
        operation: operationOf(plan),
        ...(parts.length === 0 ? {} : { parts: parts.length }),
        access: last,
        refused: refusedOf(plan),
        withheld: countByCoordinate(rows.withheld),
        agreements: agreementsOf(plan),
        alarms: rows.alarms.slice(0, MOST_ALARMS),
        failed: rows.errors.size,
        ...versions,
      });
      return { position: await append(...parts, outcome), rows } as Receipt;
    },

    async refused(refusal, caller, versions, trace, txn) {
      const type = refusal.code === 'AUTH_ERROR' ? 'auth_fail' : 'denied';
      const who = caller === null ? knownCaller(refusal.known, blind) : recordedCaller(caller, blind);
      const body = { trace, ...(txn === null ? {} : { txn }), ...(who === null ? {} : { who }), ...versions };
      const position =
        who === null && txn === null
          ? await tally.record(type, refusal.code, body)
          : await append(recordOf(type, { code: refusal.code, ...body }));
      return { position } as RefusalReceipt;
    },

    event: (type, body) => append(recordOf(type, body)),

    async close() {
      await tally.close().catch(() => {});
      await log.close();
    },
  };
}

/** Most alarms and most records that one record names; bounds its size to 60,000 bytes. */
const MOST_ALARMS = 100;
const MOST_RECORDS = 1_000;

/** Which records were shown, with which fields; in pieces, of which none names more than 1,000 records. */
function accessOf({ served }: CheckedRows, blind: Blinder): RecordBody[][] {
  const pieces: RecordBody[][] = [[]];
  let room = MOST_RECORDS;
  for (const [type, { ids, fields }] of served) {
    const records = [...ids].map((id) => blind.record(type, id));
    const names = [...fields].toSorted();
    for (let at = 0; at < Math.max(records.length, 1);) {
      if (room === 0) {
        pieces.push([]);
        room = MOST_RECORDS;
      }
      const some = records.slice(at, at + room);
      pieces.at(-1)!.push({ type, fields: names, records: some, n: some.length, effect: 'allow' });
      at += Math.max(some.length, 1);
      room -= some.length;
    }
  }
  return pieces;
}

const knownCaller = (known: KnownCaller | null, blind: Blinder): RecordBody | null =>
  known && {
    issuer: known.issuer,
    token: known.tokenId,
    account: known.accountId === null ? null : blind.person(known.accountId),
    organisation: known.organisation,
  };

function recordedCaller(caller: Caller, blind: Blinder): RecordBody {
  return {
    issuer: caller.issuer,
    token: caller.tokenId,
    account: blind.person(caller.accountId),
    application: caller.kind === 'APPLICATION',
    endUser: caller.endUser === null ? null : blind.person(caller.endUser),
    organisation: caller.organisation.id,
    functions: [...caller.functions].toSorted(),
    clearance: caller.clearance,
    zone: caller.zone,
    purpose: caller.purpose,
    case: caller.caseReference,
  };
}

const operationOf = ({ permitted }: Plan): RecordBody => ({
  hash: permitted.operation.hash,
  name: permitted.operation.name,
  kind: permitted.operation.kind,
  fields: [...permitted.granted.keys()].toSorted(),
});

/** Each field that was refused, once, however often it was asked for. */
function refusedOf({ permitted }: Plan): RecordBody[] {
  const seen = new Map(
    permitted.refusals.map(({ coordinate, reason }) => [`${coordinate} ${reason}`, { coordinate, reason }]),
  );
  return [...seen.values()];
}

const agreementsOf = ({ permitted }: Plan): string[] => {
  const used = [...permitted.granted.values()].flatMap(({ basis }) =>
    basis.kind === 'agreement' ? [`${basis.id}/${basis.version}`] : [],
  );
  return [...new Set(used)].toSorted();
};

function countByCoordinate(withheld: CheckedRows['withheld']): RecordBody[] {
  const counts = new Map<string, number>();
  for (const fields of withheld.values()) {
    for (const coordinate of fields.values()) counts.set(coordinate, (counts.get(coordinate) ?? 0) + 1);
  }
  return [...counts].map(([coordinate, n]) => ({ coordinate, n }));
}

/** A timer this late, in milliseconds, tells that the process was busy, not the disk. */
const LATE = 50;

/** Rejects when the promise takes longer; a time in which this process itself was held up counts once more. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const from = performance.now();
    const onTime = (): void => reject(new Error('not durable in time'));
    timer = setTimeout(() => {
      // Timers come before what the disk has answered.
      if (performance.now() - from > milliseconds + LATE) timer = setTimeout(onTime, milliseconds);
      else setImmediate(onTime);
    }, milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
