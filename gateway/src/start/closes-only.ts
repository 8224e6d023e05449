import type { Grant, Policy, PolicyInForce, VolumeCaps } from '@agency-graph/policy';
import { isDeepStrictEqual } from 'node:util';

/**
 * Whether a policy plainly gives no row, no field and no more of them than another one, on any day: it differs from that
 * in words, in lines of the scope table that are gone or cover fewer fields or purposes, or in lower caps. Of every other
 * change it is not told whether it opens something, and the answer is no.
 */
export function closesOnly(now: Policy, before: Policy): boolean {
  const days = new Set([...now.changes, ...before.changes]);
  return (
    (['parts', 'routes', 'identifies', 'purposes', 'stewards'] as const).every((part) =>
      isDeepStrictEqual(now[part], before[part]),
    ) && [...days].every((day) => closesOn(now.at(day), before.at(day)))
  );
}

/** What is more than equality asks for; the rules' own names and words decide nothing. */
const JUDGED_APART: readonly string[] = [
  'since',
  'rules',
  'governing',
  'grants',
  'volume',
] satisfies (keyof PolicyInForce)[];

function closesOn(now: PolicyInForce, before: PolicyInForce): boolean {
  const rest = (policy: PolicyInForce) => Object.entries(policy).filter(([name]) => !JUDGED_APART.includes(name));
  const lines = [...now.grants.values()].flat();
  return (
    isDeepStrictEqual(rest(now), rest(before)) &&
    lines.every((line) => before.grants.get(line.type)?.some((one) => isWithin(line, one)) === true) &&
    (['aQuery', 'aDay', 'callsAnHour'] as const).every((cap) => isLower(now.volume[cap], before.volume[cap]))
  );
}

/** Whether a line of the scope table gives nothing that another one does not. */
function isWithin(line: Grant, other: Grant): boolean {
  const { fields, purposes, ...rest } = line;
  const { fields: otherFields, purposes: otherPurposes, ...otherRest } = other;
  return (
    isDeepStrictEqual(rest, otherRest) && coversNoMore(fields, otherFields) && isForNoMore(purposes, otherPurposes)
  );
}

function coversNoMore(fields: Grant['fields'], others: Grant['fields']): boolean {
  const [line, other] = [fields, others].map((one) => (one === 'all' ? {} : one)) as [Named, Named];
  if (line.sharing !== other.sharing) return false;
  // Fields that are named one by one are covered whatever else the line says.
  if (line.only !== undefined || other.only !== undefined)
    return line.only !== undefined && other.only !== undefined && areAmong(line.only, other.only);
  return areAmong(other.except ?? [], line.except ?? []);
}

type Named = Exclude<Grant['fields'], 'all'>;

const isForNoMore = (purposes: Grant['purposes'], others: Grant['purposes']): boolean =>
  others === 'any' || (purposes !== 'any' && areAmong(purposes, others));

const areAmong = (some: readonly string[], others: readonly string[]): boolean =>
  some.every((one) => others.includes(one));

const isLower = (caps: VolumeCaps[keyof VolumeCaps], others: VolumeCaps[keyof VolumeCaps]): boolean =>
  isDeepStrictEqual(new Set(caps.keys()), new Set(others.keys())) &&
  [...caps].every(([of, cap]) => cap <= others.get(of)!);
