import type { ExecutionResult } from 'graphql';

/** Whose field it is; `name` and `focalPoint` as far as the gateway says them. */
export interface Steward {
  readonly code: string;
  readonly name: string;
  readonly focalPoint: string;
}

/** One field that was refused, and why: an entry of `extensions.access`. */
export interface Refusal {
  readonly coordinate: string;
  readonly reason: string;
  readonly rule: string;
  readonly steward: Steward;
  readonly missing: string;
  /** Sentences, commands and addresses, in the gateway's order. */
  readonly howToAsk: readonly string[];
  /** Where in the answer, by response keys; "@" stands for every item of a list. */
  readonly paths: readonly string[];
}

/** Where the audit log holds this request. */
export interface Receipt {
  readonly origin: string;
  readonly index: string;
  readonly leaf: string;
}

/** An error that is no refusal of a field. */
export interface OtherError {
  readonly code: string;
  readonly message: string;
  /** What would have been accepted, e.g. the account's purposes. */
  readonly allowed: string;
  /** Where the code is explained; empty where it is not. */
  readonly docs: string;
}

/** What the access panel shows of one answer. */
export interface AnswerReading {
  readonly refusals: readonly Refusal[];
  readonly others: readonly OtherError[];
  /** The constant condition on the rows of a type, in words. */
  readonly conditions: readonly string[];
  readonly receipt: Receipt | null;
  readonly trace: string;
}

type Plain = Readonly<Record<string, unknown>>;

/** Reads errors, row conditions and receipt; anything of an unexpected form is left out rather than guessed at. */
export function readAnswer(answer: ExecutionResult, trace: string): AnswerReading {
  const refusals = new Map<string, Refusal>();
  const others: OtherError[] = [];
  const extensions = plain(answer.extensions);
  // Where a gateway tells refusals apart from the errors.
  const apart = list(extensions['authorizationErrors']).map(plain);
  for (const { message, path, extensions: details } of [...(answer.errors ?? []), ...apart]) {
    const about = plain(details);
    const entries = list(about['access'])
      .map(plain)
      .filter((entry) => text(entry['coordinate']) !== '');
    for (const entry of entries) {
      const refusal = readRefusal(entry);
      const key = JSON.stringify([refusal.coordinate, refusal.reason, refusal.rule]);
      const paths = [...(refusals.get(key)?.paths ?? []), ...(Array.isArray(path) ? [path.join('.')] : [])];
      refusals.set(key, { ...refusal, paths });
    }
    if (entries.length === 0) others.push(readOther(message, about));
  }
  return {
    refusals: [...refusals.values()],
    others,
    conditions: list(plain(extensions['access'])['conditions']).map(readCondition).filter(Boolean),
    receipt: readReceipt(plain(extensions['audit'])),
    trace,
  };
}

function readRefusal(entry: Plain): Refusal {
  const steward = plain(entry['steward']);
  return {
    coordinate: text(entry['coordinate']),
    reason: text(entry['reason']),
    rule: text(entry['rule']),
    steward: { code: text(steward['code']), name: text(steward['name']), focalPoint: text(steward['focalPoint']) },
    missing: list(entry['missing']).map(text).filter(Boolean).join(', '),
    howToAsk: list(entry['howToAsk']).flatMap(sentences),
    paths: [],
  };
}

const readOther = (message: unknown, extensions: Plain): OtherError => ({
  code: text(extensions['code']),
  message: text(message),
  allowed: list(extensions['allowed']).map(text).filter(Boolean).join(', '),
  docs: text(extensions['docs']),
});

function readCondition(value: unknown): string {
  const { type, rows } = plain(value);
  return [text(value), text(type), text(rows)].filter(Boolean).join(': ');
}

function readReceipt(value: Plain): Receipt | null {
  const receipt = { origin: text(value['origin']), index: text(value['index']), leaf: text(value['leaf']) };
  return receipt.origin === '' && receipt.leaf === '' ? null : receipt;
}

const sentences = (value: unknown): string[] =>
  (typeof value === 'object' && value !== null ? Object.values(value) : [value]).map(text).filter(Boolean);

const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as unknown[]) : value === undefined || value === null ? [] : [value];

const plain = (value: unknown): Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Plain) : {};
