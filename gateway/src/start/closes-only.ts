import type { Grant, Policy, PolicyInForce, Veto, VolumeCaps } from '@agency-graph/policy';
import { isDeepStrictEqual } from 'node:util';

/**
 * Whether a policy plainly gives no row and no field that another one does not, on any day: it differs from that in words,
 * in lines of the scope table that are gone or cover less for fewer, in vetoes more, lower caps of a day and the like. Of every other change it is not told whether it opens something, and the answer is no.
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
  'vetoes',
  'grants',
  'openOnly',
  'volume',
  'breakGlass',
  'variablesOnly',
] satisfies (keyof PolicyInForce)[];

/**
 * Vetoes that also say where agreements are looked at, or which: one of them more may give what another agreement shares.
 * The last three are of the caller's ceiling, above which no agreement is wider than another.
 */
const CHOOSING: readonly Veto[] = ['boundary', 'purpose', 'zone', 'clearance', 'nameless'];

function closesOn(now: PolicyInForce, before: PolicyInForce): boolean {
  const rest = (policy: PolicyInForce) => Object.entries(policy).filter(([name]) => !JUDGED_APART.includes(name));
  const lines = [...now.grants.values()].flat();
  return (
    isDeepStrictEqual(rest(now), rest(before)) &&
    lines.every((line) => before.grants.get(line.type)?.some((one) => isWithin(line, one)) === true) &&
    [...before.vetoes].every(([veto, rule]) => now.vetoes.get(veto) === rule) &&
    CHOOSING.every((veto) => now.vetoes.has(veto) === before.vetoes.has(veto)) &&
    areAmong([...before.openOnly], [...now.openOnly]) &&
    areAmong([...before.variablesOnly], [...now.variablesOnly]) &&
    (now.breakGlass === null || isDeepStrictEqual(now.breakGlass, before.breakGlass)) &&
    // A lower cap of a query may let another agreement be chosen, which gives more; a lower ceiling, which is among the rest
    // above, may, too.
    isDeepStrictEqual(now.volume.aQuery, before.volume.aQuery) &&
    (['aDay', 'callsAnHour'] as const).every((cap) => isLower(now.volume[cap], before.volume[cap]))
  );
}

/** Whether a line of the scope table gives nothing that another one does not. */
function isWithin(line: Grant, other: Grant): boolean {
  return (
    line.rule === other.rule &&
    isToNoMore(line.to, other.to) &&
    (line.rows === other.rows || other.rows === 'every') &&
    isNarrowed(line.where, other.where) &&
    (!line.sensitive || other.sensitive) &&
    coversNoMore(line.fields, other.fields) &&
    isForNoMore(line.purposes, other.purposes)
  );
}

function isToNoMore(to: Grant['to'], others: Grant['to']): boolean {
  if (others === 'everyone') return true;
  if (to === 'everyone') return false;
  return (
    (others.block === undefined || to.block === others.block) &&
    (['functions', 'organisations', 'levels'] as const).every((name) => isAmong(to[name], others[name]))
  );
}

/** Whether rows are asked for each field that others are, of no more values. */
const isNarrowed = (where: Grant['where'] = {}, others: Grant['where'] = {}): boolean =>
  Object.entries(others).every(([field, values]) => isAmong(where[field], values));

/** Where no names are said any will do. */
const isAmong = (some: readonly string[] | undefined, others: readonly string[] | undefined): boolean =>
  others === undefined || (some !== undefined && areAmong(some, others));

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
  [...others].every(([of, most]) => (caps.get(of) ?? Infinity) <= most);
