import type { LabelTable } from '@agency-graph/composition';
import { sentTo } from '@agency-graph/ledger/records';
import type { AskedLog } from './desk-parts.js';
import type { Entry } from './entry.js';
import { monthsOfLog } from './months.js';
import { EVER, isIn, type PlainRecord } from './question.js';

/** One access to a person's own record, as they are told of it: which organisation, never which of its people. */
export interface OwnAccess {
  readonly when: string;
  readonly organisation: string;
  /** The most sensitive kind of personal data that was shown: NONE, BASIC or SENSITIVE. */
  readonly category: string;
  readonly purpose: string | null;
  readonly agreement: string | null;
  /** Name of the log that has it. */
  readonly origin: string;
}

export interface AccessesParts {
  readonly log: AskedLog;
  readonly labels: () => LabelTable;
  /** Purpose → days after which a person is told; null tells nothing at all. */
  readonly toldAfterDays: () => ReadonlyMap<string, number> | null;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
}

/** The accesses to one person's record, newest first: what that person may be told today, as long as they wait for it. */
export type AccessesTo = (type: string, id: string, first: number, waits: AbortSignal) => Promise<readonly OwnAccess[]>;

const AT_ONCE = 200;
const DAY = 86_400_000;
const KINDS = ['NONE', 'BASIC', 'SENSITIVE'] as const;

/**
 * Finds who was shown a person's record. What was read for a purpose that the policy marks is told when its days have
 * passed: it stays in the log meanwhile, where nothing can be taken out of.
 */
export function createAccesses({ log, labels, toldAfterDays, wallClock }: AccessesParts): AccessesTo {
  return async (type, id, first, waits) => {
    const delays = toldAfterDays();
    if (delays === null) return [];
    const now = wallClock();
    const inquiry = log.inquiry.until(waits);
    const months = await monthsOfLog(inquiry, EVER, now);
    const tokens = new Set(
      months.map((month) => log.writer.known({ of: type, id }, month)).filter((one) => one !== null),
    );
    const plain = { type, id };
    const told: OwnAccess[] = [];
    let after = null;
    do {
      const page = await inquiry.find({
        question: { kind: 'subject', tokens, plain },
        period: EVER,
        after,
        first: AT_ONCE,
        line: null,
      });
      for (const entry of page.entries) {
        const days = delays.get(entry.context?.purpose ?? '') ?? 0;
        if (now - Date.parse(entry.record.at) >= days * DAY) told.push(...shownOf(entry, { tokens, plain }, labels()));
      }
      after = page.next;
    } while (after !== null && told.length < first);
    return told.slice(0, first);
  };
}

/** That there is such a person says nothing personal of them; of what has no label, the worst is told. */
const personalIn = (coordinate: string, labels: LabelTable): (typeof KINDS)[number] =>
  coordinate.includes('.__') ? 'NONE' : (labels.fields.get(coordinate)?.personal ?? 'SENSITIVE');

/** What of an entry was shown of the person: a line for each agreement that it stands on. */
function shownOf(
  { record, context, access, origin }: Entry,
  { tokens, plain }: { readonly tokens: ReadonlySet<string>; readonly plain: PlainRecord },
  labels: LabelTable,
): OwnAccess[] {
  if (record.type !== 'outcome' || context === null) return [];
  const byAgreement = new Map<string | null, number>();
  for (const line of access) {
    const { type, fields, effect, records, agreement } = line;
    if (!(effect === 'allow' || effect === 'mask') || sentTo(line) !== null) continue;
    if (!records.some((one) => tokens.has(one)) && !isIn(line, plain)) continue;
    const kinds = fields.map((field) => KINDS.indexOf(personalIn(`${type}.${field}`, labels)));
    byAgreement.set(agreement, Math.max(byAgreement.get(agreement) ?? 0, ...kinds));
  }
  return [...byAgreement].map(([agreement, kind]) => ({
    when: record.at,
    organisation: context.organisation,
    category: KINDS[kind]!,
    purpose: context.purpose,
    agreement,
    origin,
  }));
}
