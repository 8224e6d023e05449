import type { VolumeCaps } from '@agency-graph/policy';
import { createHmac, type KeyObject } from 'node:crypto';
import { valueFromASTUntyped, Kind, type FieldNode, type SelectionSetNode } from 'graphql';
import type { PermittedOperation } from '../access/narrow.js';
import { isOn } from '../access/shape.js';
import { policyTime } from '../clock.js';
import type { CheckedFacts, CheckedRows, JudgedRows } from '../execute/check-rows.js';
import type { CallerFacts } from '../identity/caller.js';
import { callsADay, callsAnHour, rowsAQuery, subjectsADay, type Meter } from './caps.js';
import type { Counts } from './counts.js';

/**
 * Keeps callers within how much they may read (D2). What cannot be counted is not given: a database that does not
 * answer refuses the request.
 */
export interface Volume {
  /** Counts an operation's calls of capped fields before anyone is asked; gives the coordinates that are over their cap. */
  calls(permitted: PermittedOperation, caller: CallerFacts): Promise<ReadonlySet<string>>;
  /** Counts the distinct rows of capped types, in the order of the answer; what is beyond a cap is left out with an error. */
  admit(rows: JudgedRows): Promise<CheckedRows>;
}

export interface VolumeParts {
  readonly counts: Counts;
  /** The general caps of a day of the policy clock. */
  readonly capsOn: (day: string) => VolumeCaps;
  /** Key of the tokens that stand for subjects, at least 32 bytes; the same on all gateways of a database. */
  readonly key: KeyObject;
  /** Milliseconds since 1970: hours and days of reading are the wall clock's, whatever the policy clock says. */
  readonly wallClock: () => number;
  readonly checkRows: (rows: JudgedRows, beyond: ReadonlyMap<string, ReadonlySet<string>>) => JudgedRows;
}

export function createVolume({ counts, capsOn, key, wallClock, checkRows }: VolumeParts): Volume {
  const token = (what: string, subject: string): bigint =>
    createHmac('sha256', key).update(`${what}\n${subject}`).digest().readBigInt64BE(0);
  const today = (): string => policyTime(wallClock()).slice(0, 10);

  /** Those of the subjects that fit every meter. */
  const counted = async (subjects: readonly bigint[], meters: readonly Meter[]): Promise<ReadonlySet<bigint>> => {
    let within: readonly bigint[] = subjects;
    for (const { bucket, most } of meters) {
      if (within.length === 0) break;
      const taken = await counts.subjects(bucket, today(), within, most);
      within = within.filter((one) => taken.has(one));
    }
    return new Set(within);
  };

  return {
    async calls(permitted, caller) {
      const caps = capsOn(caller.now.slice(0, 10));
      const over = new Set<string>();
      for (const [coordinate, calls] of callsOf(permitted)) {
        const basis = permitted.granted.get(coordinate)?.basis;
        const agreement = caller.agreements.find(({ id }) => basis?.kind === 'agreement' && basis.id === id);
        const hourly = callsAnHour(coordinate, caller, agreement, caps);
        if (hourly.length === 0) continue;
        const subjects = calls.map((call) => token(coordinate, call));
        let within = calls.length <= (agreement?.maxRowsPerQuery ?? Infinity);
        for (const { bucket, most } of hourly) {
          within &&= await counts.calls(bucket, wallClock(), calls.length, most);
        }
        const daily = callsADay(coordinate, caller, agreement);
        if (within && daily.length > 0) within = (await counted(subjects, daily)).size === new Set(subjects).size;
        if (!within) over.add(coordinate);
      }
      return over;
    },

    async admit(rows) {
      const { caller } = rows.intent;
      const caps = capsOn(caller.now.slice(0, 10));
      const beyond = new Map<string, ReadonlySet<string>>();
      for (const [type, ids] of rows.shown) {
        const shown = [...ids];
        const most = rowsAQuery(type, caller, caps);
        const within = shown.slice(0, most);
        const meters = subjectsADay(type, caller, caps);
        const taken =
          meters.length === 0
            ? null
            : await counted(
                within.map((id) => token(type, id)),
                meters,
              );
        const refused = shown.filter((id, at) => at >= most || taken?.has(token(type, id)) === false);
        if (refused.length > 0) beyond.set(type, new Set(refused));
      }
      const facts: CheckedFacts = beyond.size === 0 ? rows : checkRows(rows, beyond);
      return facts as CheckedRows;
    },
  };
}

/** For graphs without persons and without a database: nothing is counted. */
export const UNCOUNTED: Volume = {
  calls: async () => new Set(),
  admit: async (rows) => rows as CheckedFacts as CheckedRows,
};

/** The arguments of each field at the root, by coordinate, that the operation calls: one text a response key. */
function callsOf({ operation, shape }: PermittedOperation): ReadonlyMap<string, readonly string[]> {
  const called = new Map<string, Map<string, string>>();
  const nodes = new Map(rootFields(operation.node.selectionSet).map((node) => [keyOf(node), node]));
  for (const { toggles, field } of shape.entries) {
    if (field.refused || !isOn(toggles, operation.values)) continue;
    const calls = called.get(field.coordinate) ?? new Map<string, string>();
    called.set(field.coordinate, calls.set(field.key, argumentsOf(nodes.get(field.key), operation.values)));
  }
  return new Map([...called].map(([coordinate, calls]) => [coordinate, [...calls.values()]]));
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
