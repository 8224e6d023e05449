import { openLogDirectory } from '@agency-graph/ledger/log-directory';

/* Written apart from the gateway's inquiry on purpose: nothing here knows its entries, its questions or its index. */

interface Row {
  readonly fieldset: number;
  readonly records: readonly string[];
}

/** A record of the log as JSON has it, with those of its parts. */
interface Json {
  readonly type: string;
  readonly at: string;
  readonly access?: readonly Row[];
  readonly identifiers?: readonly { readonly tokens: readonly string[] }[];
  readonly context?: unknown;
  readonly operation?: unknown;
  readonly fieldset?: unknown;
  readonly parts?: number;
  readonly [name: string]: unknown;
}

interface Given {
  readonly agency: string;
  readonly type: string;
  readonly effect: string;
  readonly grants: readonly {
    readonly source: string;
    readonly agreement: string | null;
    readonly fields: readonly string[];
  }[];
}

interface Who {
  readonly account: string;
  readonly endUser: string | null;
  readonly organisation: string;
  readonly purpose: string | null;
}

/** One leaf that can be an answer, and every word by which it may be asked for: `purpose INSPECTION`, and so on. */
export interface PlainLeaf {
  readonly index: number;
  readonly at: string;
  readonly who: Who | null;
  readonly words: ReadonlySet<string>;
  /** What was shown or withheld, field set by field set. */
  readonly rows: readonly (Row & Given)[];
}

const NEVER_ANSWERS = new Set(['define', 'outcome_part', 'heartbeat', 'intent']);
const ALARMS = new Set(['alarm', 'log_break', 'clock_step', 'four_eyes']);

/** Every leaf of a log's folder, in one pass. */
export function readPlainly(directory: string): readonly PlainLeaf[] {
  const defined = new Map<number, Json>();
  const leaves: PlainLeaf[] = [];
  let parts: Json[] = [];
  for (const { index, bytes } of openLogDirectory(directory).iterate()) {
    const record = JSON.parse(bytes.toString()) as Json;
    if (record.type === 'define') defined.set(index, record);
    if (record.type === 'outcome_part') parts.push(record);
    if (!NEVER_ANSWERS.has(record.type)) leaves.push(leafOf(index, record, parts, defined));
    if (record.type === 'outcome') parts = [];
  }
  return leaves;
}

function leafOf(index: number, record: Json, parts: readonly Json[], defined: ReadonlyMap<number, Json>): PlainLeaf {
  const own = record.type === 'outcome' ? [...parts, record] : [];
  const rows = own
    .flatMap(({ access = [] }) => access)
    .map((row) => ({ ...row, ...(defined.get(row.fieldset)!.fieldset as Given) }));
  const brought = defined.get(record.context as number);
  const token = brought?.['token'] as { context: number } | undefined;
  const who = ((token === undefined ? brought : defined.get(token.context))?.context ?? null) as Who | null;
  const operation = defined.get(record.operation as number)?.operation as { hash: string; name: string } | undefined;
  const words = new Set<string>(['everything']);
  const say = (kind: string, value: unknown): void => void (typeof value === 'string' && words.add(`${kind} ${value}`));
  say('organisation', who?.organisation);
  say('purpose', who?.purpose);
  say('account', who?.account);
  say('person', who?.endUser);
  say('operation', operation?.name);
  say('operation', operation?.hash);
  for (const { agency, type, grants, records } of rows) {
    say('agency', agency);
    for (const id of records) say('record', `${type}=${id}`);
    for (const id of records) say('token', id);
    for (const { source, agreement, fields } of grants) {
      say('agency', source);
      say('agreement', agreement);
      say('agreement', agreement?.split('/')[0]);
      for (const field of fields) say('field', `${type}.${field}`);
    }
  }
  for (const { identifiers = [] } of own)
    for (const { tokens } of identifiers) for (const one of tokens) say('token', one);
  const refused = rows.some(({ effect }) => effect === 'deny');
  if (record.type === 'denied' || record.type === 'auth_fail' || refused) words.add('denials');
  if (ALARMS.has(record.type) || ((record['alarms'] ?? []) as readonly unknown[]).length > 0) words.add('alarms');
  return { index, at: record.at, who, words, rows };
}
