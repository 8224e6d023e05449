import { canonicalJson, type CanonicalObject } from '@agency-graph/ledger';
import { createHash, createHmac, type KeyObject } from 'node:crypto';
import type { DecidedUnder } from '../audit/context.js';
import type { InquiryReceipt } from '../audit/record.js';
import type { AuditWriter, From } from '../audit/writer.js';
import type { Caller } from '../identity/caller.js';
import { Refusal } from '../refusals.js';
import type { SubjectName } from '../subject-name.js';
import { APPROVAL_REFUSALS, type Approval, type Opened, type Opening } from './approval-rules.js';
import type { ApprovalOutcome, Approvals, ApprovedOpening } from './approvals.js';
import {
  checkText,
  isAskedByTokens,
  keyedByOwn,
  mayBeToken,
  periodOf,
  personAskedAbout,
  questionOf,
  type TokensOf,
} from './ask.js';
import type { Auditor } from './auditor.js';
import type { Cursors } from './cursor.js';
import type { Entry } from './entry.js';
import type { ErasureOf } from './erased.js';
import { MOST_EVIDENCE } from './evidence.js';
import type { Inquiry } from './inquiry.js';
import { monthsOfLog } from './months.js';
import { EVER, type Period, type Question } from './question.js';
import type { Ask, RecordRef } from './schema/ask.js';
import type { AccessRecord } from './schema/access.js';
import type { AccessPage, ApprovalAnswer, ApprovalLine, Counts, Evidence, GapReport } from './schema/page.js';
import type { OpenedAnswer, OpenedDetail, OpenedEvidence } from './schema/opening.js';
import type { UsageReport, VolumeReport } from './schema/report.js';
import type { LogName } from './schema/resolver.js';
import type { Answered } from './search.js';
import { detailsOf, openedIn, SHUT_SAYS, type Detail, type SealedLeaf } from './sealed.js';
import { UNKNOWN, unknownIn, type ServedNames } from './served-names.js';
import { shown, type AccountOf } from './shown.js';
import type { TallyBy } from './tally.js';
import { addUsage } from './usage.js';
import { pastOf, volumesOf } from './volumes.js';

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

/** A question that may be asked, in the log's terms. */
interface Admitted {
  readonly question: Question;
  readonly period: Period;
  /** What is to be said of what it is asked by. */
  readonly said: { readonly unknown: string | null; readonly erased: string | null };
  /** Whom it is about, where it is about a person. */
  readonly person: SubjectName | null;
}

/** One request of one auditor. Whatever it shows was recorded in the auditors' own log before. */
export interface Desk {
  records(wanted: Wanted, first: number, after: string | undefined): Promise<AccessPage>;
  counts(wanted: Wanted, by: TallyBy): Promise<Counts>;
  usage(steward: string, from: string | undefined, to: string | undefined): Promise<UsageReport>;
  volumes(organisation: string, from: string, to: string): Promise<VolumeReport>;
  gaps(from: string | undefined, to: string | undefined): Promise<GapReport>;
  approvals(): Promise<ApprovalLine[]>;
  approve(id: string): Promise<ApprovalAnswer>;
  export(wanted: Wanted): Promise<Evidence>;
  requestOpening(opens: Opening): Promise<ApprovalAnswer>;
  opened(id: string): Promise<OpenedAnswer>;
  exportOpened(id: string): Promise<OpenedEvidence>;
  /** Of the last record that was made; made now where nothing was asked. */
  receipt(): Promise<InquiryReceipt>;
}

/** A request to the desk: where it came from, and whether anybody waits for what it shows. */
export interface DeskRequest extends From {
  /** Aborted when the client leaves before it is answered. */
  readonly gone: AbortSignal;
}

const NO_TOKENS: TokensOf = () => new Set();
const MOST_FIRST = 100;
/** How long one request looks through the log at most, all its questions together. Milliseconds. */
const PATIENCE = 15_000;
/** Pages that are looked through for whether a record is a person's: what is asked for by everybody has very many. */
const MOST_LOOKS = 10;
/** Longest period of which a volume is told. Milliseconds. */
const LONGEST_VOLUME = 92 * 86_400_000;
/** Answers that an export asks for at once. */
const AT_ONCE = 500;

export function createDesk(parts: DeskParts, auditor: Auditor, versions: DecidedUnder, from: DeskRequest): Desk {
  const { caller, line } = auditor;
  const waits = AbortSignal.any([from.gone, AbortSignal.timeout(PATIENCE)]);
  let last: InquiryReceipt | null = null;

  const sealed = (value: unknown): string =>
    createHmac('sha256', parts.questionKey)
      .update(canonicalJson(value as CanonicalObject))
      .digest('base64url');

  const recordRead = async (
    kind: string,
    asked: unknown,
    results: number,
    about: SubjectName | null,
    opened: ReturnType<typeof openedIn> = {},
  ): Promise<void> => {
    const question = sealed({ kind, asked: JSON.stringify(asked), case: caller.caseReference });
    const did = { type: 'audit_read', kind, question, results, about, ...opened } as const;
    last = await parts.auditors.inquired(did, caller, versions, from);
  };

  /** Evidence, once it is recorded that it leaves the house. */
  const exported = async (
    { bundle, records }: Awaited<ReturnType<Inquiry['evidence']>>,
    kind: string,
    asked: unknown,
    opened: ReturnType<typeof openedIn> = {},
  ): Promise<Pick<Evidence, 'file' | 'sha256' | 'records'>> => {
    const sha256 = createHash('sha256').update(bundle).digest('base64url');
    const question = sealed({ kind, asked: JSON.stringify(asked), case: caller.caseReference });
    const did = { type: 'audit_export', question, records, bundle: sha256, ...opened } as const;
    last = await parts.auditors.inquired(did, caller, versions, from);
    return { file: Buffer.from(bundle).toString('base64'), sha256, records };
  };

  /** The question in the log's terms, once its auditor may ask it; of a page that follows it may be known about whom it is. */
  const admitted = async ({ ask, from: start, to, log }: Wanted, isNobodys = false): Promise<Admitted> => {
    const period = periodOf(start, to);
    const asked = parts.logs[log];
    const question = questionOf(ask, isAskedByTokens(ask) ? await tokensIn(asked, period) : NO_TOKENS);
    const unknown = unknownIn(ask, parts.names()) ?? (await unknownAccount(ask));
    const person = personAskedAbout(ask) ?? (ask.record == null ? null : await personOf(ask.record, asked, isNobodys));
    if (person !== null) {
      const isKnown = 'tokens' in question && question.tokens.size > 0;
      const mayBeSomebodys = mayBeToken({ type: person.of, id: person.id });
      // INVARIANT: to an auditor of one line nothing tells whether the log knows of somebody, not even who is counted.
      const mayBeNobody = unknown !== null && line === null && !isKnown && !mayBeSomebodys;
      // Somebody without keys may still be found by their own id.
      const isNobody = mayBeNobody && !(await mayBeFound(question, period, asked));
      await parts.approvals.admit(caller, isNobody ? null : sealed({ of: person.of, id: person.id }));
    }
    const erased = await erasureTold(person ?? keyedByOwn(ask), asked);
    return { question, period, said: { unknown, erased }, person };
  };

  /** An account out of line is told to be none, as one that nobody has. */
  const unknownAccount = async ({ account }: Ask): Promise<string | null> => {
    if (account == null) return null;
    const organisation = await parts.organisationOf(account);
    return organisation !== null && (line === null || line.has(organisation)) ? null : UNKNOWN.account;
  };

  const erasureTold = async (subject: SubjectName | null, { writer }: AskedLog): Promise<string | null> => {
    // INVARIANT: an auditor of one line is answered for whoever is out of it as for nobody, and an erasure is of no line.
    if (subject === null || line !== null) return null;
    const erasure = await parts.erasureOf(subject, writer.log.origin);
    return (
      erasure &&
      `Erasure ${erasure} was carried out: what stood under tokens of this ${subject.of} before is found no longer.`
    );
  };

  const tokensIn = async ({ inquiry, writer }: AskedLog, period: Period): Promise<TokensOf> => {
    const months = await monthsOfLog(inquiry.until(waits), period, parts.wallClock());
    return (of, id) =>
      new Set(months.map((month) => writer.known({ of, id }, month)).filter((token) => token !== null));
  };

  /**
   * The person that a record is of: by the labels of now, or as the log has it, whose labels were others. Only a type that
   * is known to be of things may merely have been asked for by its id; any other name may be one that persons are sought by.
   * Of a page that follows one the log is not looked through again: what was found to be nobody's stays so below it.
   */
  const personOf = async (
    { type, id }: RecordRef,
    asked: AskedLog,
    isNobodys: boolean,
  ): Promise<SubjectName | null> => {
    const person = { of: type, id };
    const stands = parts.standsForPersons(type);
    if (stands === true || mayBeToken({ type, id })) return person;
    // INVARIANT: to an auditor of one line nothing tells whether the log knows of somebody, not even what needs a case.
    if (stands === null && line !== null) return person;
    if (isNobodys) return null;
    const tokens = (await tokensIn(asked, EVER))(type, id);
    if (tokens.size === 0) return null;
    return stands === null || (await mayBeFound({ kind: 'person', tokens }, EVER, asked)) ? person : null;
  };

  /** Whether anything that this auditor may see answers a question, or may, for it would take long to look through all. */
  const mayBeFound = async (question: Question, period: Period, { inquiry }: AskedLog): Promise<boolean> => {
    let after: number | null = null;
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      const page: Answered = await inquiry.until(waits).find({ question, period, after, first: 1, line });
      if (page.entries.length > 0) return true;
      if (page.next === null) return false;
      after = page.next;
    }
    return true;
  };

  /** When the log begins, for who found nothing of a period because the whole of it lies before that; else null. */
  const begins = async ({ inquiry }: AskedLog, { to }: Period, found: number): Promise<string | null> => {
    const began = found === 0 ? await inquiry.until(waits).began() : null;
    return began !== null && to <= began ? began : null;
  };

  const logOf = (origin: string): AskedLog => {
    const found = Object.values(parts.logs).find(({ writer }) => writer.log.origin === origin);
    if (found === undefined)
      throw new Refusal('BAD_REQUEST', 'This node has no log of that name: ask the node that has it.');
    return found;
  };

  /** What is sealed for a record; null where there is none, or none that this auditor may see. */
  const sealedFor = ({ origin, index }: Opened): Promise<readonly SealedLeaf[] | null> =>
    logOf(origin).inquiry.until(waits).sealed(index, line);

  /** What this auditor was approved to open, opened; the line may be another by now, and keys may be gone. */
  const open = async (
    id: string,
  ): Promise<ApprovalOutcome<ApprovedOpening & { readonly details: readonly Detail[] }>> => {
    const outcome = await parts.approvals.inForce(caller, id);
    if (outcome.kind === 'refused') return outcome;
    const leaves = await sealedFor(outcome.approval.opens);
    if (leaves === null) return { kind: 'refused', because: 'NO_RECORD', says: APPROVAL_REFUSALS.NO_RECORD };
    const { writer } = logOf(outcome.approval.opens.origin);
    const details = leaves.flatMap((leaf) => detailsOf(leaf, writer.open));
    return { kind: 'done', approval: { ...outcome.approval, details } };
  };

  const answered = (outcome: ApprovalOutcome): ApprovalAnswer =>
    outcome.kind === 'done'
      ? { done: true, because: null, says: null, approval: approvalLine(outcome.approval, parts.wallClock()) }
      : { done: false, because: outcome.because, says: outcome.says, approval: null };

  const shownOf = (entries: readonly Entry[], { accountOf }: AskedLog): Promise<AccessRecord[]> =>
    Promise.all(entries.map((entry) => shown(entry, accountOf)));

  return {
    async records(wanted, first, after) {
      if (first < 1 || first > MOST_FIRST) throw new Refusal('BAD_REQUEST', `"first" must be 1 to ${MOST_FIRST}.`);
      const name = sealed({ asked: JSON.stringify(wanted), by: caller.accountId, of: caller.organisation.id });
      const log = parts.logs[wanted.log];
      const below = after == null ? null : parts.cursors.open(after, name, log.writer.log.origin);
      const { question, period, said, person } = await admitted(wanted, below?.isNobodys);
      const inquiry = log.inquiry.until(waits);
      const find = (leaf: number | null, most: number): Promise<Answered> =>
        inquiry.find({ question, period, after: leaf, first: most, line });
      const start = below?.leaf ?? null;
      const page = line === null ? await find(start, first) : await wholePage(find, start, first);
      await recordRead(question.kind, wanted, page.entries.length, person);
      const { origin, size, indexed, distrusted, forged } = page;
      return {
        nodes: await shownOf(page.entries, log),
        forged: [...forged],
        searched: { origin, size, indexed, distrusted: [...distrusted] },
        endCursor:
          page.next === null
            ? null
            : parts.cursors.seal({ leaf: page.next, isNobodys: person === null }, name, log.writer.log.origin),
        ...said,
        begins: await begins(log, period, page.entries.length),
      };
    },

    async counts(wanted, by) {
      const { question, period, said, person } = await admitted(wanted);
      const log = parts.logs[wanted.log];
      const tally = await log.inquiry.until(waits).tally({ question, period, line }, by);
      await recordRead(`count.${question.kind}`, wanted, tally.of, person);
      return { origin: log.writer.log.origin, ...tally, counts: [...tally.counts], ...said };
    },

    async usage(steward, start, to) {
      checkText(steward);
      const period = periodOf(start, to);
      const { inquiry, accountOf, writer } = parts.logs.ACCESS;
      const { lines: found, all } = await inquiry.until(waits).usage(steward, period, line);
      const named = found.map(async (one) => ({
        ...one,
        application:
          one.application === null
            ? null
            : ((await accountOf(one.organisation, one.application, one.last)) ?? one.application),
      }));
      const lines = addUsage(await Promise.all(named));
      await recordRead('usage', { steward, from: start, to }, lines.length, null);
      const unknown = parts.names().isSteward(steward) ? null : UNKNOWN.steward;
      return {
        origin: writer.log.origin,
        lines: [...lines],
        all,
        unknown,
        begins: await begins(parts.logs.ACCESS, period, lines.length),
      };
    },

    async volumes(organisation, start, to) {
      checkText(organisation);
      const whole = periodOf(start, to);
      if (Date.parse(whole.to) - Date.parse(whole.from) > LONGEST_VOLUME)
        throw new Refusal('BAD_REQUEST', 'A volume is told of 92 days at most.');
      const period = pastOf(whole, parts.wallClock());
      const { inquiry, accountOf, writer } = parts.logs.ACCESS;
      const asked = inquiry.until(waits);
      const { counted, all, oldest } = await asked.volumes(organisation, period, line);
      const named = await Promise.all(
        counted.map(async (one) => {
          return { ...one, account: (await accountOf(organisation, one.token, one.last)) ?? one.token };
        }),
      );
      const volumes = volumesOf(named, period, all ? await asked.began() : oldest);
      await recordRead('volumes', { organisation, from: start, to }, volumes.length, null);
      const unknown = unknownIn({ organisation }, parts.names());
      return {
        origin: writer.log.origin,
        volumes: [...volumes],
        all,
        unknown,
        begins: await begins(parts.logs.ACCESS, period, volumes.length),
      };
    },

    async gaps(start, to) {
      const log = parts.logs.ACCESS;
      const period = periodOf(start, to);
      const {
        intents,
        silences,
        from: first,
        ...looked
      } = await log.inquiry.until(waits).gaps(period, line, parts.wallClock());
      await recordRead('gaps', { from: start, to }, intents.length + (silences?.length ?? 0), null);
      const { complete, problem } = log.inquiry.index;
      const { witnessed } = log.writer;
      return {
        origin: log.writer.log.origin,
        intents: await shownOf(intents, log),
        silences: silences === null ? null : [...silences],
        from: first,
        ...looked,
        indexed: complete,
        indexProblem: problem,
        witnessed,
      };
    },

    async approvals() {
      const all = (await parts.approvals.list()).map((one) => approvalLine(one, parts.wallClock()));
      // What waits any auditor may approve; what became of it is of those who see all, and of the two.
      const isTold = ({ state, askedBy, approvedBy }: ApprovalLine): boolean =>
        line === null || state === 'ASKED' || [askedBy, approvedBy].includes(caller.accountId);
      const told = all.filter(isTold);
      await recordRead('approvals', {}, told.length, null);
      return told;
    },

    async approve(id) {
      const outcome = await parts.approvals.approve(caller, id);
      await recordRead('approve', { id }, outcome.kind === 'done' ? 1 : 0, null);
      return answered(outcome);
    },

    async export(wanted) {
      const { question, period, said } = await admitted(wanted);
      const { inquiry } = parts.logs[wanted.log];
      const indexes: number[] = [];
      let after = null;
      do {
        const page = await inquiry.until(waits).find({ question, period, after, first: AT_ONCE, line });
        indexes.push(...page.entries.map(({ index }) => index));
        after = page.next;
      } while (after !== null && indexes.length < MOST_EVIDENCE);
      const asked = { kind: question.kind, from: period.from, to: period.to, case: caller.caseReference ?? 'none' };
      const evidence = await exported(await inquiry.evidence(asked, indexes), 'export', wanted);
      return { ...evidence, all: after === null, ...said };
    },

    async requestOpening(opens) {
      checkText(opens.reason);
      if (opens.index < 0) throw new Refusal('BAD_REQUEST', 'The index of a record counts from 0.');
      const leaves = await sealedFor(opens);
      const because = leaves === null ? 'NO_RECORD' : leaves.length === 0 ? 'NOTHING_SEALED' : null;
      const outcome = await parts.approvals.ask(caller, opens, because);
      await recordRead('requestOpening', opens, outcome.kind === 'done' ? 1 : 0, null);
      return answered(outcome);
    },

    async opened(id) {
      const outcome = await open(id);
      const { details = [], opens = null } = outcome.kind === 'done' ? outcome.approval : {};
      const shown = details.filter(({ opened }) => opened !== null);
      await recordRead('opened', { id }, shown.length, null, opens === null ? {} : openedIn(opens.origin, shown));
      return { ...answered(outcome), details: details.map(detailLine) };
    },

    async exportOpened(id) {
      const outcome = await open(id);
      if (outcome.kind === 'refused') {
        await recordRead('exportOpened', { id }, 0, null);
        return { ...answered(outcome), evidence: null };
      }
      const { opens, details, caseReference } = outcome.approval;
      const { inquiry } = logOf(opens.origin);
      const asked = { kind: 'opened', approval: id, case: caseReference };
      const made = await inquiry.evidence(asked, [opens.index], details);
      const evidence = await exported(made, 'exportOpened', { id }, openedIn(opens.origin, details));
      return { ...answered(outcome), evidence: { ...evidence, all: true, unknown: null, erased: null } };
    },

    async receipt() {
      if (last === null) await recordRead('schema', {}, 0, null);
      return last!;
    },
  };
}

/**
 * The desk of a steward, who is no auditor: it tells how the fields that the steward answers for are used, by which
 * organisations and applications, and nothing of any person.
 */
export function createStewardDesk(
  parts: DeskParts,
  caller: Caller,
  stewards: ReadonlySet<string>,
  versions: DecidedUnder,
  from: DeskRequest,
): Desk {
  const { usage, receipt } = createDesk(parts, { caller, line: null }, versions, from);
  const refuse = (): never => {
    throw new Refusal('OPERATION_NOT_ALLOWED', 'A steward may ask how its own fields are used: `usage`.');
  };
  return {
    records: refuse,
    counts: refuse,
    volumes: refuse,
    gaps: refuse,
    approvals: refuse,
    approve: refuse,
    export: refuse,
    requestOpening: refuse,
    opened: refuse,
    exportOpened: refuse,
    receipt,
    usage: (steward, start, to) => (stewards.has(steward) ? usage(steward, start, to) : refuse()),
  };
}

/**
 * A page of one line's records that ends where it is full, or the log does: one that ended where others' records were
 * looked through would tell that there are any.
 */
async function wholePage(
  find: (after: number | null, first: number) => Promise<Answered>,
  after: number | null,
  first: number,
): Promise<Answered> {
  let page = await find(after, first + 1);
  while (page.next !== null && page.entries.length <= first) {
    const more = await find(page.next, first + 1 - page.entries.length);
    page = { ...more, entries: [...page.entries, ...more.entries], forged: [...page.forged, ...more.forged] };
  }
  if (page.entries.length <= first) return page;
  const entries = page.entries.slice(0, first);
  return { ...page, entries, next: entries.at(-1)!.index };
}

const approvalLine = (one: Approval, now: number): ApprovalLine => ({
  id: one.id,
  caseReference: one.caseReference,
  opens: one.opens,
  askedBy: one.askedBy,
  askedOrganisation: one.askedOrganisation,
  state: stateOf(one, now),
  lapsesAt: new Date(one.lapsesAt).toISOString(),
  approvedBy: one.approvedBy,
  endsAt: one.endsAt === null ? null : new Date(one.endsAt).toISOString(),
});

function stateOf({ approvedBy, endsAt, lapsesAt }: Approval, now: number): string {
  if (approvedBy === null) return lapsesAt <= now ? 'LAPSED' : 'ASKED';
  return (endsAt ?? 0) <= now ? 'ENDED' : 'IN_FORCE';
}

const detailLine = ({ index, path, commitment, opened, because }: Detail): OpenedDetail => ({
  index,
  path,
  commitment,
  proven: opened !== null,
  value: opened === null ? null : canonicalJson(opened.value),
  blind: opened?.blind ?? null,
  because,
  says: because === null ? null : SHUT_SAYS[because],
});
