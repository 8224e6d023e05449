import { randomBytes } from 'node:crypto';
import type { FieldRefusal } from '../access/narrow.js';
import type { CheckedRows } from '../execute/check-rows.js';
import type { Caller } from '../identity/caller.js';
import type { Plan } from '../plan/plan.js';
import { Refusal } from '../refusals.js';
import type { Blinder } from './blind.js';
import type { LogFile } from './log-file.js';
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
  readonly broken: Error | null;
}

export function createAuditWriter(log: LogFile, blind: Blinder, wallClock: () => Date = () => new Date()): AuditWriter {
  const append = async (type: string, body: RecordBody): Promise<LogPosition> => {
    const record = { v: 1, type, at: wallClock().toISOString(), nonce: randomBytes(16).toString('base64url'), ...body };
    try {
      return await within(DURABLE_WITHIN, log.append(record));
    } catch {
      throw new Refusal('AUDIT_UNAVAILABLE');
    }
  };

  return {
    get broken() {
      return log.broken;
    },

    async intent(plan, caller, versions, trace) {
      const txn = randomBytes(16).toString('base64url');
      if (plan.compiled.fetches > 0) {
        await append('intent', {
          txn,
          trace,
          who: recordedCaller(caller, blind),
          operation: operationOf(plan),
          agencies: [...plan.compiled.queryHashes.keys()].toSorted(),
          ...versions,
        });
      }
      return { txn, plan, caller } as Intent;
    },

    async outcome(rows, versions) {
      const { txn, plan, caller } = rows.intent;
      const access = [...rows.served].map(([type, { ids, fields }]) => ({
        type,
        fields: [...fields].toSorted(),
        records: [...ids].map((id) => blind.record(type, id)),
        n: ids.size,
        effect: 'allow',
      }));
      const position = await append('outcome', {
        txn,
        who: recordedCaller(caller, blind),
        operation: operationOf(plan),
        access,
        refused: plan.permitted.refusals.map(recordedRefusal),
        withheld: countByCoordinate(rows.withheld),
        agreements: agreementsOf(plan),
        alarms: rows.alarms.slice(0, 100),
        failed: rows.errors.size,
        ...versions,
      });
      return { position, rows } as Receipt;
    },

    async refused(refusal, caller, versions, trace, txn) {
      const type = refusal.code === 'AUTH_ERROR' ? 'auth_fail' : 'denied';
      const who = caller === null ? {} : { who: recordedCaller(caller, blind) };
      const position = await append(type, {
        code: refusal.code,
        trace,
        ...(txn === null ? {} : { txn }),
        ...who,
        ...versions,
      });
      return { position } as RefusalReceipt;
    },
  };
}

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

const recordedRefusal = ({ coordinate, reason }: FieldRefusal): RecordBody => ({ coordinate, reason });

const agreementsOf = ({ permitted }: Plan): string[] => {
  const used = [...permitted.granted.values()].flatMap((basis) =>
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

async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('not durable in time')), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
