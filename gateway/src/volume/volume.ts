import { createHmac, type KeyObject } from 'node:crypto';
import { valueFromASTUntyped, Kind, type FieldNode, type SelectionSetNode } from 'graphql';
import type { Permit } from '../access/decision.js';
import type { AskedOperation, PermittedFacts } from '../access/permitted-operation.js';
import { appliesTo, isGiven, type Shape, type ShapeField } from '../access/shape.js';
import { dayOf, policyTime } from '../clock.js';
import type { CheckedFacts, CheckedRows, JudgedRows } from '../execute/check-rows.js';
import type { HeldAgreement } from '../identity/caller.js';
import type { Made } from '../made.js';
import type { Operation } from '../operation/operation.js';
import { callsADay, callsAnHour, cappings, rowsAQuery, subjectsADay } from './caps.js';
import type { Counts } from './counts.js';

/** An operation of which the calls are counted, with the coordinates that are over their cap. */
export type CountedCalls = Made<
  { readonly asked: AskedOperation; readonly spent: ReadonlySet<string> },
  'CountedCalls'
>;

/**
 * Keeps callers within how much they may read (D2). What cannot be counted is not given: a database that does not
 * answer refuses the request.
 */
export interface Volume {
  /** Counts an operation's calls of capped fields before anyone is asked. */
  calls(asked: AskedOperation): Promise<CountedCalls>;
  /** Counts the distinct rows of capped types, in the order of the answer; what is beyond a cap is left out with an error. */
  admit(rows: JudgedRows): Promise<CheckedRows>;
}

export interface VolumeParts {
  readonly counts: Counts;
  /** Key of the tokens that stand for subjects, at least 32 bytes; the same on all gateways of a database. */
  readonly key: KeyObject;
  /** Milliseconds since 1970: hours and days of reading are the wall clock's, whatever the policy clock says. */
  readonly wallClock: () => number;
  readonly checkRows: (rows: JudgedRows, beyond: ReadonlyMap<string, ReadonlySet<string>>) => JudgedRows;
}

export function createVolume({ counts, key, wallClock, checkRows }: VolumeParts): Volume {
  const token = (what: string, subject: string): bigint =>
    createHmac('sha256', key).update(`${what}\n${subject}`).digest().readBigInt64BE(0);
  const today = (): string => dayOf(policyTime(wallClock()));

  return {
    async calls(asked) {
      const { caller } = asked;
      const spent = new Set<string>();
      for (const [coordinate, { calls, filters, below, showsRows }] of callsOf(asked)) {
        const agreements = agreementsBehind([coordinate, ...filters], asked);
        const used = agreementsBehind([coordinate, ...filters, ...below], asked);
        const hourly = callsAnHour(coordinate, caller, used, asked.policy.volume);
        // Where rows are shown, they are what an agreement's other caps count, unless it is calls that are capped.
        const capping = showsRows && hourly.length === 0 ? [] : agreements;
        const daily = callsADay(coordinate, caller, capping);
        const fits = capping.every(({ maxRowsPerQuery }) => calls.length <= (maxRowsPerQuery ?? Infinity));
        const subjects = calls.map((call) => token(coordinate, call));
        const counted = { at: wallClock(), number: calls.length, hourly, day: today(), subjects, daily };
        const isCounted = hourly.length + daily.length > 0;
        if (!fits || (isCounted && !(await counts.calls(counted)))) spent.add(coordinate);
      }
      return countedCalls(asked, spent);
    },

    async admit(rows) {
      const { caller, plan } = rows.intent;
      const { policy, agreements } = plan.permitted;
      const beyond = new Map<string, ReadonlySet<string>>();
      for (const [type, ids] of rows.shown) {
        const shown = [...ids];
        const fields = cappings(type, shownOf(type, rows), agreements);
        const most = rowsAQuery(type, fields, policy.volume);
        const within = shown.slice(0, most);
        const meters = subjectsADay(type, caller, fields, policy.volume);
        const subjects = meters.length === 0 ? [] : within.map((id) => token(type, id));
        const taken = meters.length === 0 ? null : await counts.subjects(meters, today(), subjects);
        const refused = shown.filter((_, at) => at >= most || taken?.has(subjects[at]!) === false);
        if (refused.length > 0) beyond.set(type, new Set(refused));
      }
      const facts: CheckedFacts = beyond.size === 0 ? rows : checkRows(rows, beyond);
      return facts as CheckedRows;
    },
  };
}

const countedCalls = (asked: AskedOperation, spent: ReadonlySet<string>): CountedCalls =>
  ({ asked, spent }) as CountedCalls;

/** For graphs without persons and without a database: nothing is counted. */
export const UNCOUNTED: Volume = {
  calls: async (asked) => countedCalls(asked, new Set()),
  admit: async (rows) => rows as CheckedFacts as CheckedRows,
};

/** The fields that are shown of the rows of a type, with the permits they stand on: where there are none, the key alone. */
function shownOf(type: string, { seen, intent }: JudgedRows): ReadonlyMap<string, Permit> {
  const { granted, keys, operation } = intent.plan.permitted;
  const shown = new Map<string, Permit>();
  for (const { shape, type: on, rowType, effect, withheld } of seen) {
    if (effect === 'deny' || rowType !== type) continue;
    for (const entry of shape.entries) {
      const { key, coordinate, refused } = entry.field;
      const permit = granted.get(coordinate);
      if (refused || withheld.includes(key) || permit === undefined) continue;
      if (appliesTo(entry, on, operation.values)) shown.set(coordinate, permit);
    }
  }
  const key = keys.get(type);
  return shown.size > 0 || key === undefined ? shown : shown.set(`${type}.id`, key);
}

/** The agreements that fields and filters stand on, each once. */
function agreementsBehind(
  coordinates: readonly string[],
  { granted, agreements }: PermittedFacts,
): readonly HeldAgreement[] {
  const bases = coordinates.map((one) => granted.get(one)?.basis);
  return agreements.filter(({ id }) => bases.some((basis) => basis?.kind === 'agreement' && basis.id === id));
}

/**
 * The calls of a field: the arguments of each, all filters that an agreement shares among them, what is read below, and
 * whether that shows rows.
 */
interface Calls {
  readonly calls: readonly string[];
  readonly filters: readonly string[];
  readonly below: readonly string[];
  readonly showsRows: boolean;
}

/** The calls of each field at the root, by coordinate, that the operation makes: one a response key. */
function callsOf({ operation, shape, agreements, rows }: PermittedFacts): ReadonlyMap<string, Calls> {
  const isCapped = agreements.some(({ callsPerHour }) => callsPerHour !== null);
  const called = new Map<
    string,
    { calls: Map<string, string>; filters: Set<string>; below: Set<string>; showsRows: boolean }
  >();
  const nodes = new Map(rootFields(operation.node.selectionSet).map((node) => [keyOf(node), node]));
  for (const field of askedIn(shape, operation.values)) {
    const known = called.get(field.coordinate) ?? {
      calls: new Map(),
      filters: new Set(),
      below: new Set(),
      showsRows: false,
    };
    called.set(field.coordinate, known);
    known.calls.set(field.key, argumentsOf(nodes.get(field.key), operation.values));
    for (const one of field.filters) known.filters.add(one);
    if (isCapped) noteBelow(field, operation.values, known.below);
    known.showsRows ||= agreements.length > 0 && showsRows(field, operation.values, rows);
  }
  return new Map(
    [...called].map(([at, { calls, filters, below, ...more }]) => [
      at,
      { ...more, calls: [...calls.values()], filters: [...filters], below: [...below] },
    ]),
  );
}

/** Fields of a selection that these variables ask for and that are given. */
const askedIn = ({ entries }: Shape, values: Operation['values']): readonly ShapeField[] =>
  entries.flatMap((entry) => (isGiven(entry, values) ? [entry.field] : []));

function noteBelow({ selection }: ShapeField, values: Operation['values'], below: Set<string>): void {
  if (selection === null) return;
  for (const field of askedIn(selection, values)) {
    for (const one of [field.coordinate, ...field.filters]) below.add(one);
    noteBelow(field, values, below);
  }
}

function showsRows({ selection }: ShapeField, values: Operation['values'], rows: PermittedFacts['rows']): boolean {
  if (selection === null) return false;
  const types = [...(selection.possible ?? [selection.type])];
  return types.some((type) => rows.has(type)) || askedIn(selection, values).some((one) => showsRows(one, values, rows));
}

const rootFields = ({ selections }: SelectionSetNode): readonly FieldNode[] =>
  selections.flatMap((node) =>
    node.kind === Kind.FIELD ? [node] : node.kind === Kind.INLINE_FRAGMENT ? rootFields(node.selectionSet) : [],
  );

const keyOf = ({ alias, name }: FieldNode): string => alias?.value ?? name.value;

const argumentsOf = (node: FieldNode | undefined, values: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(
    (node?.arguments ?? [])
      .map(({ name, value }) => [name.value, valueFromASTUntyped(value, values as Record<string, never>)])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
