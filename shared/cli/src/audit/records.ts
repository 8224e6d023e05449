import { askAuditors, type Asker } from '../ask-gateway.js';

/** One record of the log as the auditors' endpoint shows it. */
export interface Shown {
  readonly at: string;
  readonly kind: string;
  readonly leaf: { readonly origin: string; readonly index: number; readonly hash: string };
  readonly who: {
    readonly account: string | null;
    readonly token: string;
    readonly application: boolean;
    readonly person: string | null;
    readonly organisation: string;
    readonly functions: readonly string[];
    readonly zone: string;
  } | null;
  readonly purpose: string | null;
  readonly policy: string | null;
  readonly emergency: string | null;
  readonly trace: string | null;
  readonly operation: string | null;
  readonly operationHash: string | null;
  readonly asked: readonly string[];
  readonly code: string | null;
  readonly lines: readonly {
    readonly agency: string;
    readonly type: string;
    readonly fields: readonly string[];
    readonly effect: string;
    readonly rule: string;
    readonly agreement: string | null;
    readonly reason: string | null;
    readonly records: readonly string[];
    readonly n: number;
  }[];
  readonly says: string | null;
  readonly alarms: readonly string[];
}

export interface Searched {
  readonly origin: string;
  readonly size: number;
  readonly indexed: number;
  readonly distrusted: readonly { readonly from: number; readonly to: number }[];
}

/** What was found, and how much was searched. */
export interface Found {
  readonly searched: Searched;
  /** Rows of the index that no leaf bears out. */
  readonly forged: readonly { readonly index: number; readonly says: string }[];
  /** Whether these are all records that answer. */
  readonly all: boolean;
  /** That the name or account which was asked by is not known now; null where it is. */
  readonly unknown: string | null;
  /** That whom was asked about was erased; null where nobody was, or may be told. */
  readonly erased: string | null;
  /** When the log begins, where the whole period lies before that; else null. */
  readonly begins: string | null;
  readonly records: readonly Shown[];
}

export const RECORD = `at kind leaf { origin index hash }
  who { account token application person organisation functions zone }
  purpose policy emergency trace operation operationHash asked code says alarms
  lines { agency type fields effect rule agreement reason records n }`;

const RECORDS = `query Records($ask: Ask!, $from: String, $to: String, $first: Int!, $after: String, $log: Log!) {
  page: records(ask: $ask, from: $from, to: $to, first: $first, after: $after, log: $log) {
    nodes { ${RECORD} } forged { index says } searched { origin size indexed distrusted { from to } } endCursor unknown erased begins
  }
}`;

interface Page {
  readonly nodes: readonly Shown[];
  readonly forged: Found['forged'];
  readonly searched: Searched;
  readonly endCursor: string | null;
  readonly unknown: string | null;
  readonly erased: string | null;
  readonly begins: string | null;
}

export interface Wanted {
  readonly ask: Readonly<Record<string, unknown>>;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly log: 'ACCESS' | 'AUDITORS';
}

const AT_ONCE = 100;

/** Asks page by page until there are no more records, or `most`. */
export async function findRecords(asker: Asker, wanted: Wanted, most: number): Promise<Found> {
  const records: Shown[] = [];
  const forged: Found['forged'][number][] = [];
  for (let after: string | null = null; ;) {
    const first = Math.min(AT_ONCE, most - records.length);
    const { page }: { readonly page: Page } = await askAuditors(asker, RECORDS, { ...wanted, first, after });
    records.push(...page.nodes);
    forged.push(...page.forged);
    if (page.endCursor === null || records.length >= most) {
      const { nodes: _, endCursor, ...told } = page;
      return { ...told, forged, all: endCursor === null, records };
    }
    after = page.endCursor;
  }
}
