import { Holds } from '../reference/tables.js';
import type { Expected, ExpectedError } from '../reference/evaluate.js';

/** What a gateway answered, as a client has it. */
export interface Got {
  readonly status: number;
  readonly body: {
    readonly data?: unknown;
    readonly extensions?: {
      readonly access?: { readonly conditions?: readonly { readonly type: string; readonly rows: string }[] };
    };
    readonly errors?: readonly {
      readonly message: string;
      readonly path?: readonly (string | number)[];
      readonly extensions?: {
        readonly code?: string;
        readonly access?: { readonly coordinate?: string; readonly reason?: string };
      };
    }[];
  };
}

/** Row-dependent refusals that an answer names one by one; the rest are counted. */
const MOST_ROW_ERRORS = 100;

/** Every way in which an answer differs from what was expected, in words; none when they agree leaf by leaf. */
export function differences(expected: Expected, { status, body }: Got): readonly string[] {
  const code = body.errors?.[0]?.extensions?.code;
  const whole = (wanted: number, wantedCode: string): readonly string[] =>
    status === wanted && code === wantedCode && (body.data ?? null) === null
      ? []
      : [`${wanted} ${wantedCode} expected, got ${status} ${code ?? 'data'}`];
  switch (expected.kind) {
    case 'account':
      return whole(403, 'ACCOUNT_NOT_IN_FORCE');
    case 'purpose':
      return whole(403, 'PURPOSE_REFUSED');
    case 'hidden':
      return whole(400, 'GRAPHQL_VALIDATION_FAILED').map((one) => `${expected.coordinate} is hidden: ${one}`);
    case 'answer':
      if (status !== 200) return [`an answer expected, got ${status} ${code}: ${body.errors?.[0]?.message}`];
      return [...leaves(expected.data, body.data ?? null, 'data'), ...errors(expected.errors, body.errors ?? [])];
    default:
      return expected satisfies never;
  }
}

function leaves(expected: unknown, got: unknown, path: string): readonly string[] {
  if (expected instanceof Holds)
    return expected.of(got) ? [] : [`${path}: ${expected.says} expected, got ${show(got)}`];
  if (Array.isArray(expected)) {
    if (!Array.isArray(got)) return [`${path}: a list of ${expected.length} expected, got ${show(got)}`];
    const sizes =
      expected.length === got.length ? [] : [`${path}: ${expected.length} items expected, got ${got.length}`];
    return [...sizes, ...expected.flatMap((one, at) => (at < got.length ? leaves(one, got[at], `${path}.${at}`) : []))];
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof got !== 'object' || got === null) return [`${path}: an object expected, got ${show(got)}`];
    const keys = new Set([...Object.keys(expected), ...Object.keys(got)]);
    return [...keys].flatMap((key) =>
      leaves((expected as Record<string, unknown>)[key], (got as Record<string, unknown>)[key], `${path}.${key}`),
    );
  }
  return Object.is(expected, got) ? [] : [`${path}: ${show(expected)} expected, got ${show(got)}`];
}

function errors(expected: readonly ExpectedError[], got: NonNullable<Got['body']['errors']>): readonly string[] {
  const wanted = new Map(expected.map((one) => [`${one.path} ${one.coordinate}`, one.reasons]));
  const rowErrors = [...wanted.values()].filter((reasons) => reasons.length === 0).length;
  const told = new Map<string, string | undefined>();
  const found: string[] = [];
  for (const { path = [], message, extensions } of got) {
    const { coordinate = '', reason } = extensions?.access ?? {};
    if (extensions?.code !== 'UNAUTHORIZED_FIELD_OR_TYPE') found.push(`error at ${path.join('.')}: ${message}`);
    else told.set(`${path.join('.')} ${coordinate}`, reason);
  }
  for (const [key, reason] of told) {
    const reasons = wanted.get(key);
    if (reasons === undefined) found.push(`refused, expected served: ${key} (${reason})`);
    else if (reasons.length === 0 && reason !== undefined) found.push(`a row gives no reason: ${key} (${reason})`);
    else if (reasons.length > 0 && !reasons.includes(reason as never))
      found.push(`${key}: reason ${reason} does not hold; ${reasons.join(', ')} do`);
  }
  const missing = [...wanted].filter(([key]) => !told.has(key));
  const beyond = Math.max(0, rowErrors - MOST_ROW_ERRORS);
  if (missing.length > beyond) found.push(...missing.map(([key]) => `no error told: ${key}`));
  return found;
}

const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 80) ?? 'nothing';
