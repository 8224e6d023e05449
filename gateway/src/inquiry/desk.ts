import type { DecidedUnder } from '../audit/context.js';
import type { InquiryReceipt } from '../audit/record.js';
import type { Caller } from '../identity/caller.js';
import { Refusal } from '../refusals.js';
import { createAdmission } from './admission.js';
import { answerOf, approvalLine } from './approval-line.js';
import { checkText, periodOf } from './ask.js';
import type { Auditor } from './auditor.js';
import type { AskedLog, DeskParts, DeskRequest, Sitting, Wanted } from './desk-parts.js';
import type { Entry } from './entry.js';
import { MOST_EVIDENCE } from './evidence.js';
import { createOpenings, type Openings } from './openings.js';
import type { Period } from './question.js';
import { createReads } from './reads.js';
import type { AccessRecord } from './schema/access.js';
import type { AccessPage, ApprovalAnswer, ApprovalLine, Counts, Evidence, GapReport } from './schema/page.js';
import type { UsageReport, VolumeReport } from './schema/report.js';
import type { DisclosedTokens } from './schema/tokens.js';
import type { Answered } from './search.js';
import { UNKNOWN, unknownIn } from './served-names.js';
import { shown } from './shown.js';
import type { TallyBy } from './tally.js';
import { addUsage } from './usage.js';
import { pastOf, volumesOf } from './volumes.js';

/** One request of one auditor. Whatever it shows was recorded in the auditors' own log before. */
export interface Desk extends Openings {
  records(wanted: Wanted, first: number, after: string | undefined): Promise<AccessPage>;
  counts(wanted: Wanted, by: TallyBy): Promise<Counts>;
  usage(steward: string, from: string | undefined, to: string | undefined): Promise<UsageReport>;
  volumes(organisation: string, from: string, to: string): Promise<VolumeReport>;
  gaps(from: string | undefined, to: string | undefined): Promise<GapReport>;
  approvals(): Promise<ApprovalLine[]>;
  approve(id: string): Promise<ApprovalAnswer>;
  export(wanted: Wanted): Promise<Evidence>;
  tokens(wanted: Wanted): Promise<DisclosedTokens>;
  /** Of the last record that was made; made now where nothing was asked. */
  receipt(): Promise<InquiryReceipt>;
}

const MOST_FIRST = 100;
/** How long one request looks through the log at most, all its questions together. Milliseconds. */
const PATIENCE = 15_000;
/** Longest period of which a volume is told. Milliseconds. */
const LONGEST_VOLUME = 92 * 86_400_000;
/** Answers that an export asks for at once. */
const AT_ONCE = 500;

export function createDesk(parts: DeskParts, auditor: Auditor, versions: DecidedUnder, from: DeskRequest): Desk {
  const { caller, line } = auditor;
  const waits = AbortSignal.any([from.gone, AbortSignal.timeout(PATIENCE)]);
  const reads = createReads(parts, caller, versions, from);
  const sitting: Sitting = { parts, auditor, waits, reads };
  const admit = createAdmission(sitting);

  /** When the log begins, for who found nothing of a period because the whole of it lies before that; else null. */
  const begins = async ({ inquiry }: AskedLog, { to }: Period, found: number): Promise<string | null> => {
    const began = found === 0 ? await inquiry.until(waits).began() : null;
    return began !== null && to <= began ? began : null;
  };

  const shownOf = (entries: readonly Entry[], { accountOf }: AskedLog): Promise<AccessRecord[]> =>
    Promise.all(entries.map((entry) => shown(entry, accountOf)));

  return {
    async records(wanted, first, after) {
      if (first < 1 || first > MOST_FIRST) throw new Refusal('BAD_REQUEST', `"first" must be 1 to ${MOST_FIRST}.`);
      const name = reads.keyedHash({ asked: JSON.stringify(wanted), by: caller.accountId, of: caller.organisation.id });
      const log = parts.logs[wanted.log];
      const below = after == null ? null : parts.cursors.open(after, name, log.writer.log.origin);
      const { question, period, said, person } = await admit(wanted, below?.isNobodys);
      const inquiry = log.inquiry.until(waits);
      const find = (leaf: number | null, most: number): Promise<Answered> =>
        inquiry.find({ question, period, after: leaf, first: most, line });
      const start = below?.leaf ?? null;
      const page = line === null ? await find(start, first) : await wholePage(find, start, first);
      await reads.recordRead(question.kind, wanted, page.entries.length, person);
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
      const { question, period, said, person } = await admit(wanted);
      const log = parts.logs[wanted.log];
      const tally = await log.inquiry.until(waits).tally({ question, period, line }, by);
      await reads.recordRead(`count.${question.kind}`, wanted, tally.of, person);
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
      await reads.recordRead('usage', { steward, from: start, to }, lines.length, null);
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
      await reads.recordRead('volumes', { organisation, from: start, to }, volumes.length, null);
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
      await reads.recordRead('gaps', { from: start, to }, intents.length + (silences?.length ?? 0), null);
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
      await reads.recordRead('approvals', {}, told.length, null);
      return told;
    },

    async approve(id) {
      const outcome = await parts.approvals.approve(caller, id);
      await reads.recordRead('approve', { id }, outcome.kind === 'done' ? 1 : 0, null);
      return answerOf(outcome, parts.wallClock());
    },

    async export(wanted) {
      const { question, period, said } = await admit(wanted);
      const { inquiry } = parts.logs[wanted.log];
      const indexes: number[] = [];
      let after = null;
      do {
        const page = await inquiry.until(waits).find({ question, period, after, first: AT_ONCE, line });
        indexes.push(...page.entries.map(({ index }) => index));
        after = page.next;
      } while (after !== null && indexes.length < MOST_EVIDENCE);
      const asked = { kind: question.kind, from: period.from, to: period.to, case: caller.caseReference ?? 'none' };
      const evidence = await reads.exported(await inquiry.evidence(asked, indexes), 'export', wanted);
      return { ...evidence, all: after === null, ...said };
    },

    async tokens(wanted) {
      // INVARIANT: to an auditor of one line nothing tells whether the log knows of somebody, nor what others did with them.
      if (line !== null)
        throw new Refusal('OPERATION_NOT_ALLOWED', 'Tokens are told to an auditor who sees everything.');
      const { question, said, person, tokens } = await admit(wanted);
      if (tokens === null)
        throw new Refusal('BAD_REQUEST', 'Tokens are of a person, an account or a case: ask by one of these.');
      await reads.recordRead(`tokens.${question.kind}`, wanted, tokens.length, person);
      const erased = said.erased && `${said.erased} Of months that ended before it no tokens are told.`;
      return { origin: parts.logs[wanted.log].writer.log.origin, tokens: [...tokens], ...said, erased };
    },

    ...createOpenings(sitting),
    receipt: reads.receipt,
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
    tokens: refuse,
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
