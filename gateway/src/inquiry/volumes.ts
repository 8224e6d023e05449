import { forNewest } from './newest.js';
import type { Line, Period } from './question.js';
import type { Search } from './search.js';

/** How often one account of an organisation acted: within a period, and within each of those before of the same length. */
export interface Counted {
  /** Its blind token, of one month. */
  readonly token: string;
  readonly last: string;
  readonly counts: readonly number[];
}

export interface CountedAll {
  readonly counted: readonly Counted[];
  /** Whether everything was counted; else the newest. */
  readonly all: boolean;
  /** When the oldest of what was counted was recorded; null where nothing was. */
  readonly oldest: string | null;
}

/** How much an account did, beside what it usually does and what others of its organisation did. */
export interface Volume {
  readonly account: string;
  readonly records: number;
  /** Its mean over the periods before of which everything of it was counted; null where there is none. */
  readonly usual: number | null;
  /** Median of the organisation's other accounts that did anything. */
  readonly peers: number;
  readonly last: string;
}

/** Periods before, with which one is compared. */
export const PERIODS_BEFORE = 4;

/** Counts what accounts of an organisation did within a period and those before, each token by itself. */
export async function countVolumes(
  search: Search,
  organisation: string,
  { from, to }: Period,
  line: Line,
): Promise<CountedAll> {
  const length = Date.parse(to) - Date.parse(from);
  const period = { from: earlier(from, PERIODS_BEFORE * length), to };
  const counted = new Map<string, { readonly token: string; readonly last: string; readonly counts: number[] }>();
  const question = { kind: 'organisation', id: organisation } as const;
  let oldest: string | null = null;
  const all = await forNewest(search, { question, period, line }, ({ record, context }) => {
    if (oldest === null || record.at < oldest) oldest = record.at;
    if (context === null) return;
    const { account: token } = context;
    const one = counted.get(token) ?? { token, last: record.at, counts: Array<number>(PERIODS_BEFORE + 1).fill(0) };
    counted.set(token, one);
    const which = record.at >= from ? 0 : Math.ceil((Date.parse(from) - Date.parse(record.at)) / length);
    // What a fraction of a millisecond parts from the period is of the one before it; the first of them begins inclusive.
    one.counts[Math.min(Math.max(which, record.at < from ? 1 : 0), PERIODS_BEFORE)]! += 1;
  });
  return { counted: [...counted.values()], all, oldest };
}

/** As much of a period as is over: what is still to come cannot be held against what was. One that is all to come stays. */
export function pastOf({ from, to }: Period, now: number): Period {
  const present = instant(Math.ceil(now));
  return { from, to: from < present && present < to ? present : to };
}

/** How many whole periods before one lie behind `since`, from when on everything was counted: where there was no log, nobody did nothing. */
export function periodsBehind({ from, to }: Period, since: string | null): number {
  if (since === null) return 0;
  const length = Date.parse(to) - Date.parse(from);
  return Math.min(PERIODS_BEFORE, Math.max(0, Math.floor((Date.parse(from) - Date.parse(since)) / length)));
}

/**
 * What was counted of a period and since when, account by account, who did most beyond their usual first. An account has a
 * token each month: of one that stands by its token nothing is known but of that month.
 */
export function volumesOf(
  counted: readonly (Counted & { readonly account: string })[],
  period: Period,
  since: string | null,
): readonly Volume[] {
  const all = periodsBehind(period, since);
  const accounts = [...Map.groupBy(counted, ({ account }) => account)].map(([account, tokens]) => {
    const [records = 0, ...before] = Array.from({ length: PERIODS_BEFORE + 1 }, (_, which) =>
      tokens.reduce((sum, { counts }) => sum + counts[which]!, 0),
    );
    const isNamed = tokens.every(({ token }) => token !== account);
    const periods = isNamed ? all : Math.min(all, periodsBehind(period, beginOfMonth(tokens[0]!.last)));
    const usual = periods === 0 ? null : before.slice(0, periods).reduce((sum, one) => sum + one, 0) / periods;
    return {
      account,
      records,
      usual,
      last: tokens
        .map(({ last }) => last)
        .toSorted()
        .at(-1)!,
    };
  });
  const active = accounts.filter(({ records }) => records > 0);
  return active
    .map((one) => ({ ...one, peers: median(active.filter((other) => other !== one).map(({ records }) => records)) }))
    .toSorted((a, b) => beyondUsual(b) - beyondUsual(a) || (a.account < b.account ? -1 : 1));
}

const beyondUsual = ({ records, usual }: Pick<Volume, 'records' | 'usual'>): number => records - (usual ?? 0);

function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

const earlier = (at: string, milliseconds: number): string => instant(Math.max(0, Date.parse(at) - milliseconds));

/** As records write time. */
const instant = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, -1)}000Z`;

/** Months of tokens are those of UTC. */
const beginOfMonth = (at: string): string => `${at.slice(0, 7)}-01T00:00:00.000000Z`;
