import { sentTo } from '@agency-graph/ledger/records';
import { forNewest } from './newest.js';
import type { Period, Line } from './question.js';
import type { Search } from './search.js';

/** What a steward's fields were used for, by whom: who acted, for what, on what basis. */
export interface Usage {
  readonly organisation: string;
  /** Blind token of the application that asked; null for people's own accounts. */
  readonly application: string | null;
  readonly purpose: string | null;
  readonly agreement: string | null;
  readonly calls: number;
  /** Distinct subjects; a person counts once a month, and so does a thing that an application asked for. */
  readonly subjects: number;
  readonly last: string;
}

export interface UsageFound {
  readonly lines: readonly Usage[];
  /** Whether these are all accesses; else the newest. */
  readonly all: boolean;
}

/** How the fields that a steward answers for were used within a period, most used first. */
export async function usageOf(search: Search, steward: string, period: Period, line: Line): Promise<UsageFound> {
  const found = new Map<
    string,
    Omit<Usage, 'calls' | 'subjects'> & { calls: number; readonly subjects: Set<string> }
  >();
  const question = { kind: 'agency', agency: steward } as const;
  const all = await forNewest(search, { question, period, line }, ({ record, context, access }) => {
    if (context === null) return;
    const { organisation, purpose } = context;
    const application = context.application ? context.account : null;
    const counted = new Set<string>();
    for (const line of access) {
      const { agency, effect, agreement, records } = line;
      // What an agency was sent, whoever asked was not shown.
      if (agency !== steward || !(effect === 'allow' || effect === 'mask') || sentTo(line) !== null) continue;
      const key = JSON.stringify([organisation, application, purpose, agreement]);
      const head = { organisation, application, purpose, agreement, last: record.at };
      const one = found.get(key) ?? { ...head, calls: 0, subjects: new Set<string>() };
      found.set(key, one);
      if (!counted.has(key)) one.calls += 1;
      counted.add(key);
      for (const id of records) one.subjects.add(id);
    }
  });
  const lines = [...found.values()].map((one) => ({ ...one, subjects: one.subjects.size }));
  return { lines: mostUsedFirst(lines), all };
}

/** The same once applications are named: those that had a token each month have one line. */
export function addUsage(lines: readonly Usage[]): readonly Usage[] {
  const alike = Map.groupBy(lines, ({ organisation, application, purpose, agreement }) =>
    JSON.stringify([organisation, application, purpose, agreement]),
  );
  return mostUsedFirst([...alike.values()].map((months) => months.reduce(added)));
}

const added = (a: Usage, b: Usage): Usage => ({
  ...a,
  calls: a.calls + b.calls,
  subjects: a.subjects + b.subjects,
  last: a.last < b.last ? b.last : a.last,
});

const mostUsedFirst = (lines: readonly Usage[]): readonly Usage[] =>
  lines.toSorted((a, b) => b.calls - a.calls || (a.last < b.last ? 1 : -1));
