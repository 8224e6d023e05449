import { randomId } from '@agency-graph/contract';
import type { RecordBody, RecordType } from '@agency-graph/ledger/records';
import type { CheckedFacts, JudgedRows } from '../execute/check-rows.js';
import type { WrittenRows } from '../execute/write-data.js';
import type { Caller } from '../identity/caller.js';
import type { Plan } from '../plan/plan.js';
import { Refusal, type RefusalCode } from '../refusals.js';
import type { SubjectName } from '../subject-name.js';
import { accessRows, type RowParts } from './access-rows.js';
import { argumentsOf, asKnown, identifiersOf } from './asked-subjects.js';
import { Batch } from './batch.js';
import { knownOf, type DecidedUnder } from './context.js';
import { createDefinitions } from './definitions.js';
import { withTexts } from './explained-texts.js';
import { createInForce } from './in-force.js';
import { keepTime } from './keep-time.js';
import type { Log } from './log.js';
import { namesAt } from './names.js';
import { createOperations } from './operations.js';
import { alarmsOf, divide, merged } from './outcome.js';
import {
  mayHaveChanged,
  type InquiryReceipt,
  type Intent,
  type LogPosition,
  type Receipt,
  type RecordedUnder,
  type References,
  type RefusalReceipt,
} from './record.js';
import { createReferring, type Common } from './referring.js';
import { seal, unseal, type Details, type Disclosure, type Shut } from './seal.js';
import type { Subjects } from './subjects.js';
import { createTally } from './tally.js';
import { isUnwitnessed } from './unwitnessed.js';
import { createUtcClock, type UtcClock } from './utc.js';
import { within } from './within.js';
import type { Witnesses } from './witnesses.js';
import { agencyOf, unknownIn, unknownWrites, writesOf, type Write } from './writes.js';

/** How long, in milliseconds, an intent may take to be durable before its request is refused: nobody was asked yet. */
const INTENT_WITHIN = 250;
/** The same for what was served or refused already: it waits for a disk that is busy, not for one that hangs. */
const OUTCOME_WITHIN = 10_000;
/** Of the id that a request's records have in common. */
const TXN_BYTES = 12;
/** What an auditor did with the log. */
export type Inquired =
  | (Omit<RecordBody<'audit_read'>, 'context' | 'subject'> & {
      readonly type: 'audit_read';
      readonly about: SubjectName | null;
    })
  | (Omit<RecordBody<'audit_export'>, 'context'> & { readonly type: 'audit_export' });

/** Where a request came from. */
export interface From {
  readonly trace: string;
  readonly client: string;
}

/** The write side of the audit log, on the request's path. Fails closed: what cannot be recorded is not answered. */
export interface AuditWriter {
  /** Durable before any agency is asked. A plan that asks none needs no record yet. */
  intent(plan: Plan, versions: RecordedUnder, from: From): Promise<Intent>;
  /** Durable before the answer leaves. */
  outcome(rows: WrittenRows, versions: RecordedUnder): Promise<Receipt>;
  /**
   * A request turned away; `caller` is null when it could not be told who asked, `intent` when nobody was asked, `rows`
   * when agencies gave nothing yet: what they gave is recorded as withheld. What a mutation asked for is recorded as
   * unknown.
   */
  refused(
    refusal: Refusal,
    caller: Caller | null,
    versions: RecordedUnder,
    from: From,
    intent: Intent | null,
    rows: JudgedRows | null,
  ): Promise<RefusalReceipt>;
  /** What is no request: a change of what is in force, a step of four eyes, an alarm. Durable when it resolves. */
  event<T extends RecordType>(type: T, body: RecordBody<T>): Promise<LogPosition>;
  /** What an auditor did with the log, and about whom. Durable before they see anything of it. */
  inquired(did: Inquired, caller: Caller, versions: DecidedUnder, from: From): Promise<InquiryReceipt>;
  /** What stands sealed beside the record of this index. INVARIANT: asked only where two persons agreed that it be opened. */
  open(sealed: Uint8Array, index: number): readonly Disclosure[] | Shut;
  /** The blind token of a subject at a time; null for one that was never recorded, or was erased. */
  known(subject: SubjectName, at: string): string | null;
  /** The blind token of an account at present, for events. */
  account(id: string): string;
  /**
   * Destroys the keys of subjects, and of their other names, once the record that says so is durable; counts, and resolves
   * with, the subjects that had one.
   */
  shred(
    subjects: readonly SubjectName[],
    otherNames: readonly SubjectName[],
    body: Omit<RecordBody<'shred'>, 'keys'>,
  ): Promise<readonly SubjectName[]>;
  /** Its name, and how far it has come. */
  readonly log: Pick<Log, 'origin' | 'next' | 'published' | 'diskLow'>;
  /** Why nothing can be recorded any more, if so. */
  readonly broken: Error | null;
  /** Whether a quorum of witnesses answers, or none is asked for. */
  readonly witnessed: boolean;
  /** Writes what is still counted, and closes the log. */
  close(): Promise<void>;
}

export interface WriterParts {
  readonly log: Log;
  readonly witnesses: Pick<Witnesses, 'reached' | 'missingFor'>;
  readonly subjects: Subjects;
  readonly clock?: UtcClock;
}

export function createAuditWriter(parts: WriterParts): AuditWriter {
  const { log, witnesses, subjects, clock = createUtcClock() } = parts;
  /** Seals, for the record that is added next, what only two persons may read. */
  const sealNext = (batch: Batch, details: Details): Readonly<Record<string, string>> => {
    const { commitments, frame } = seal(details, log.origin, batch.next, subjects);
    batch.seal(frame);
    return commitments;
  };
  const definitions = createDefinitions(sealNext);
  const operations = createOperations();
  const inForce = createInForce();
  const refer = createReferring({ definitions, operations, inForce, subjects });

  /** Appends what `fill` adds; resolves when it is durable, with the position of the last record. A request waits `most` ms. */
  const append = async (fill: (batch: Batch) => void, most: number | null): Promise<LogPosition> => {
    if (log.broken !== null || log.isFull) throw new Refusal('AUDIT_UNAVAILABLE');
    const batch = new Batch(log.next, clock.now());
    fill(batch);
    const keys = subjects.takeNew();
    const appended = log.append(batch.finish(keys && { first: keys.first, bytes: keys.bytes }), batch.next - log.next);
    definitions.commit(batch);
    inForce.commit(batch);
    try {
      const position = await (most === null ? appended : within(most, appended, () => log.diskTime));
      keys?.written();
      return position;
    } catch {
      throw new Refusal('AUDIT_UNAVAILABLE');
    }
  };

  const record = <T extends RecordType>(type: T, body: RecordBody<T>): Promise<LogPosition> =>
    append((batch) => batch.add(type, body), null);

  const addWrites = (batch: Batch, common: Common, writes: readonly Write[], versions: RecordedUnder): void => {
    for (const write of writes) batch.add('write', { ...common, agency: agencyOf(write, versions), ...write });
  };

  /** How a batch's records name rows. */
  const recordIn = (batch: Batch, { labels }: RecordedUnder): RowParts['idOf'] => {
    const names = namesAt(subjects, batch.at);
    return (type, id) => names.record(type, id, labels);
  };

  /**
   * Adds what became of all that a request asked for. Of one that is turned away with `code`, agencies had been asked by
   * then: nobody is shown what they gave.
   */
  const addOutcome = (
    batch: Batch,
    rows: CheckedFacts,
    common: Common,
    versions: RecordedUnder,
    code: RefusalCode | null,
  ): void => {
    const { plan, caller } = rows.intent;
    const { values, variables } = plan.permitted.operation;
    const { literals, asked: askedBy } = operations.of(plan.permitted.operation, versions);
    const { asked: named, texts } = askedBy(values);
    const asked = asKnown(named, subjects, batch.at);
    const given = identifiersOf(asked, namesAt(subjects, batch.at));
    const lines = accessRows(rows, { graph: versions, idOf: recordIn(batch, versions) }, code);
    const indexed = merged(lines, ({ text, fieldset }) => definitions.fieldset(batch, text, fieldset));
    const { access, identifiers, parts: split } = divide(indexed, given);
    const outcome = batch.next + split.length;
    for (const part of split) batch.add('outcome_part', { outcome, ...part });
    const alarms = alarmsOf(rows);
    const written = argumentsOf(withTexts({ literals, variables }, texts), caller, asked);
    batch.add('outcome', {
      ...common,
      access,
      ...(code === null ? {} : { code }),
      ...(alarms.length === 0 ? {} : { alarms }),
      ...(identifiers.length === 0 ? {} : { identifiers }),
      ...(split.length === 0 ? {} : { parts: split.length }),
      ...(written === null ? {} : { sealed: sealNext(batch, written) }),
    });
  };

  const tally = createTally((type, body) => append((batch) => batch.add(type, body), OUTCOME_WITHIN));
  const time = keepTime({ log, clock, record });

  return {
    log,
    get broken() {
      return log.broken;
    },

    get witnessed() {
      return witnesses.reached;
    },

    async intent(plan, versions, { trace, client }) {
      const txn = randomId(TXN_BYTES);
      let refersTo: References | null = null;
      if (plan.compiled.fetches > 0) {
        // A disk that is nearly full still takes refusals and the log's own records.
        if (log.diskLow || isUnwitnessed(plan, witnesses)) throw new Refusal('AUDIT_UNAVAILABLE');
        const agencies = [...plan.compiled.queryHashes.keys()].toSorted();
        await append((batch) => {
          refersTo = refer.request(batch, plan, versions, client);
          const { context, operation } = refersTo;
          batch.add('intent', { txn, trace, context, operation, agencies });
        }, INTENT_WITHIN);
      }
      return { txn, plan, caller: plan.permitted.caller, trace, client, refersTo } as Intent;
    },

    async outcome(rows, versions) {
      const position = await append((batch) => {
        const common = refer.common(batch, rows.intent, versions);
        addWrites(batch, common, writesOf(rows, recordIn(batch, versions)), versions);
        addOutcome(batch, rows, common, versions, null);
      }, OUTCOME_WITHIN);
      return { position, rows, unknown: unknownIn(rows) } as Receipt;
    },

    async refused(refusal, caller, versions, { trace, client }, intent, rows) {
      // A count that is open already would need no record: without a log nothing is answered all the same.
      if (log.broken !== null) throw new Refusal('AUDIT_UNAVAILABLE');
      const type = refusal.code === 'AUTH_ERROR' ? 'auth_fail' : 'denied';
      if (caller === null && refusal.known === null && intent === null) {
        return { position: await tally.record(type, refusal.code, { trace }) } as RefusalReceipt;
      }
      const position = await append(
        (batch) => {
          const names = namesAt(subjects, batch.at);
          const known = caller !== null || refusal.known === null ? {} : { known: knownOf(refusal.known, names) };
          if (type === 'auth_fail') {
            batch.add(type, { code: refusal.code, trace, ...known });
            return;
          }
          if (mayHaveChanged(intent)) {
            const { operation } = intent.plan.permitted;
            const { askedAt } = operations.of(operation, versions);
            const namedAt = (key: string) =>
              identifiersOf(asKnown(askedAt(key, operation.values), subjects, batch.at), names);
            addWrites(batch, refer.common(batch, intent, versions), unknownWrites(intent, namedAt), versions);
          }
          if (rows !== null && rows.intent.refersTo !== null)
            return addOutcome(batch, rows, refer.common(batch, rows.intent, versions), versions, refusal.code);
          const context = caller === null ? {} : { context: refer.context(batch, caller, versions, client) };
          batch.add(type, {
            code: refusal.code,
            trace,
            ...known,
            ...context,
            ...(intent === null ? {} : { txn: intent.txn }),
          });
        },
        // A client is told in time that its intent was not durable in time.
        refusal.code === 'AUDIT_UNAVAILABLE' ? INTENT_WITHIN : OUTCOME_WITHIN,
      );
      return { position } as RefusalReceipt;
    },

    async inquired(did, caller, versions, { client }) {
      const position = await append((batch) => {
        const context = refer.context(batch, caller, versions, client);
        if (did.type === 'audit_export') {
          const { type, ...body } = did;
          return batch.add(type, { ...body, context });
        }
        const { type, about, ...body } = did;
        const subject = about === null ? {} : { subject: subjects.token(about, batch.at) };
        return batch.add(type, { ...body, ...subject, context });
      }, OUTCOME_WITHIN);
      return { position } as InquiryReceipt;
    },

    open: (sealed, index) => unseal(Buffer.from(sealed), log.origin, index, subjects),
    known: (subject, at) => subjects.known(subject, at),
    event: record,
    account: (id) => namesAt(subjects, clock.now()).account(id),

    async shred(names, otherNames, body) {
      const forget = (all: readonly SubjectName[]) =>
        all.flatMap((name) => {
          const row = subjects.forget(name);
          return row === null ? [] : [{ name, row }];
        });
      let found: readonly SubjectName[] = [];
      await append((batch) => {
        const forgotten = forget(names);
        found = forgotten.map(({ name }) => name);
        definitions.forget();
        batch.add('shred', { ...body, keys: found.length });
        batch.destroy([...forgotten, ...forget(otherNames)].map(({ row }) => row));
      }, null);
      return found;
    },

    async close() {
      time.stop();
      await tally.close().catch(() => {});
      await record('node_stop', { size: log.next }).catch(() => {});
      await log.close();
    },
  };
}
