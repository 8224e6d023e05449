import { COMPARTMENTS, SECRECY } from './directives.js';
import { ZONES, type AgencyContext } from './agency-context.js';
import { parseRowCondition, type RowCondition } from './row-condition.js';

/** Bounds of a context, in characters, items and seconds. */
export const CONTEXT_LIMITS = { jws: 32_768, text: 256, list: 64, queries: 256, types: 128, lifeSeconds: 30 } as const;
/** Tolerated difference between the clocks of who signs and who checks. */
export const SKEW_SECONDS = 5;

type Reader = (value: unknown) => boolean;

const matches =
  (pattern: RegExp): Reader =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const among =
  (values: readonly string[]): Reader =>
  (value) =>
    typeof value === 'string' && values.includes(value);
const listOf =
  (item: Reader, most: number): Reader =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(item);
const isCount: Reader = (value) => Number.isSafeInteger(value) && (value as number) >= 0;

/** Visible text without control characters. */
const isText = matches(new RegExp(`^[^\\p{Cc}\\p{Cs}]{1,${CONTEXT_LIMITS.text}}$`, 'u'));
const isName = matches(/^[A-Za-z][A-Za-z0-9_]{0,63}$/);
const isNode = matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
const isPath = matches(/^[A-Za-z0-9_-]{1,32}(\.[A-Za-z0-9_-]{1,32}){0,15}$/);
const isInstant = matches(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/);

/** 128 bits, base64url. */
export const isJti = matches(/^[A-Za-z0-9_-]{21}[AQgw]$/);
const isHash = matches(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/);

const isOrganisation: Reader = (value) => {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 3) return false;
  const { id, path, block } = value as Record<string, unknown>;
  return isText(id) && isPath(path) && isName(block);
};

const isObject: Reader = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

const REQUIRED: Readonly<Record<string, Reader>> = {
  iss: isNode,
  aud: isNode,
  sub: isText,
  org: isOrganisation,
  fn: listOf(isName, CONTEXT_LIMITS.list),
  clr: among(SECRECY),
  cmp: listOf(among(COMPARTMENTS), COMPARTMENTS.length),
  zone: among(ZONES),
  pol: isText,
  sch: isText,
  now: (value) => isInstant(value) && !Number.isNaN(Date.parse(value as string)),
  rows: isObject,
  reg: isCount,
  qs: listOf(isHash, CONTEXT_LIMITS.queries),
  txn: isText,
  iat: isCount,
  exp: isCount,
  jti: isJti,
};
const isCoordinate = matches(/^[A-Za-z][A-Za-z0-9_]{0,63}\.[A-Za-z][A-Za-z0-9_]{0,63}$/);
const OPTIONAL: Readonly<Record<string, Reader>> = {
  act: isText,
  mem: isText,
  pur: isName,
  case: isText,
  fields: isObject,
};
const REQUIRED_COUNT = Object.keys(REQUIRED).length;

/** Row conditions by the name that they are of. */
type Conditions = Readonly<Record<string, RowCondition>>;

/** Reads conditions under keys of one form; `undefined` where one of them is none. */
export type ReadConditions = (input: Readonly<Record<string, unknown>>, isKey: Reader) => Conditions | undefined;

/**
 * The claims as a context, or `undefined` where one is missing, strange, ill-typed or out of bounds: the schema is
 * closed. A signer may remember how conditions read.
 */
export function readContext(
  claims: Readonly<Record<string, unknown>>,
  conditionsOf: ReadConditions = readConditions,
): AgencyContext | undefined {
  let required = 0;
  for (const [claim, value] of Object.entries(claims)) {
    if (Object.hasOwn(REQUIRED, claim)) required += 1;
    else if (!Object.hasOwn(OPTIONAL, claim)) return undefined;
    if (!(REQUIRED[claim] ?? (OPTIONAL[claim] as Reader))(value)) return undefined;
  }
  if (required !== REQUIRED_COUNT) return undefined;
  const context = claims as unknown as AgencyContext;
  const rows = conditionsOf(claims['rows'] as Record<string, unknown>, isName);
  if (rows === undefined || context.fields === undefined) return rows && Object.freeze({ ...context, rows });
  const fields = conditionsOf(claims['fields'] as Record<string, unknown>, isCoordinate);
  return fields && Object.freeze({ ...context, rows, fields });
}

export function readConditions(input: Readonly<Record<string, unknown>>, isKey: Reader): Conditions | undefined {
  const entries = Object.entries(input);
  if (entries.length > CONTEXT_LIMITS.types || !entries.every(([key]) => isKey(key))) return undefined;
  // attacker-controlled: names become keys, so the object has no prototype to shadow.
  const conditions: Record<string, RowCondition> = Object.create(null) as Record<string, RowCondition>;
  try {
    for (const [key, condition] of entries) conditions[key] = parseRowCondition(condition, key);
  } catch {
    return undefined;
  }
  return Object.freeze(conditions);
}
