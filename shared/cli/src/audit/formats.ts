import { printable } from '@agency-graph/ledger';
import { sentTo } from '@agency-graph/ledger/records';
import { textTable } from '../text-table.js';
import type { Found, Shown } from './records.js';

/** In which forms records are printed. */
export const FORMATS = {
  /** Of so many columns at most, where a terminal has no more. */
  table: (found: Found, columns = Infinity): string => `${tableOf(found, columns)}\n\n${footer(found)}\n`,
  json: (found: Found): string => `${JSON.stringify(found, null, 2)}\n`,
  csv: ({ records }: Found): string => csvOf(records),
  ocsf: ({ records }: Found): string => records.map((one) => `${JSON.stringify(ocsfOf(one))}\n`).join(''),
} as const;
export type Format = keyof typeof FORMATS;

const HEAD = ['Leaf', 'When (+07:00)', 'Who', 'Organisation', 'Purpose', 'What', 'Fields', 'Effect', 'By'] as const;

/** Columns that say who did it and when; the others say what. */
const WHO = 5;

/**
 * What is to be told of a record as a whole, if anything: by what somebody was sought, and its alarms. Then a line for
 * each field set, so that what was given stands apart from what was not.
 */
function rowsOf(record: Shown): readonly (readonly string[])[] {
  const { leaf, at, who, purpose, kind, code, lines, alarms, asked, says } = record;
  const name = who === null ? '-' : (who.account ?? who.token);
  const head = [String(leaf.index), whenOf(at), name, who?.organisation ?? '-', purpose ?? '-'];
  const sought = asked.length === 0 ? [] : [`asked by ${asked.join(' ')}`];
  const told = [...(says === null ? [] : [says]), ...sought].join(', ');
  const alarming = [...(code === null ? [] : [code]), ...alarms].join(', ');
  const isTold = lines.length === 0 || told !== '' || alarming !== '';
  const given = lines.map(({ type, n, fields, effect, rule, agreement, reason }) => [
    ...head,
    `${n} ${type}`,
    fields.join(' '),
    reason === null ? effect : `${effect} ${reason}`,
    agreement ?? rule,
  ]);
  return isTold ? [[...head, kind, told, alarming, ''], ...given] : given;
}

const OFFSET = 7 * 3_600_000;

/** In the time of Vietnam, as the days are by which a period is asked for. */
const whenOf = (at: string): string => new Date(Date.parse(at) + OFFSET).toISOString().slice(0, 19).replace('T', ' ');

/** That nothing was found, and why nothing could be: periods are of the wall clock, which a demonstration may not expect. */
export const nothingFound = (begins: string | null): string =>
  begins === null
    ? 'Nothing was found.'
    : `Nothing was found. The log begins after this period, at ${whenOf(begins)} (+07:00) by the wall clock.`;

/** Of which log something is told, so that nobody takes it for what all nodes did. */
export const ofLog = (origin: string): string =>
  `Told of the log of one node, ${printable(origin)}: others have their own.`;

function tableOf({ records, begins }: Found, columns: number): string {
  if (records.length === 0) return nothingFound(begins);
  const rows = records.map((record) => rowsOf(record).map((row) => row.map(printable)));
  const table = textTable([HEAD, ...rows.flat()]);
  const isWide = table.split('\n').some((line) => line.length > columns);
  return isWide ? rows.map(paragraphOf).join('\n') : table;
}

/** The same of one record, for a terminal that is too narrow for a table: who and when, and below what. */
const paragraphOf = (rows: readonly (readonly string[])[]): string =>
  [(rows[0] ?? []).slice(0, WHO), ...rows.map((row) => ['', ...row.slice(WHO)])]
    .map((cells) => cells.join('  ').trimEnd())
    .join('\n');

/** What is to be said of what was asked by. */
export const saidOf = ({ unknown, erased }: Pick<Found, 'unknown' | 'erased'>): readonly string[] =>
  [unknown, erased].filter((one) => one !== null);

/** How much was searched, and what of the index is not believed. */
export function footer({
  searched: { origin, size, indexed, distrusted },
  forged,
  all,
  records,
  ...said
}: Found): string {
  return [
    ...saidOf(said),
    `${records.length} records${all ? '' : ' (more follow: --most)'}, each read from its leaf. ` +
      `${printable(origin)}: complete to ${size} of ${size}, the first ${indexed} by the index.`,
    ...forged.map(({ index, says }) => `Not believed: row of the index for leaf ${index}. ${says}`),
    ...distrusted.map(
      ({ from, to }) =>
        `Not believed: the index of leaves ${from} to ${Math.min(to, size) - 1}: rows were deleted, inserted or changed. They were searched in the log. "agency-graph audit rebuild" makes the index anew.`,
    ),
  ].join('\n');
}

const CSV_HEAD = [
  'leaf',
  'hash',
  'at',
  'kind',
  'account',
  'application',
  'organisation',
  'purpose',
  'agency',
  'type',
  'fields',
  'effect',
  'rule',
  'agreement',
  'reason',
  'records',
  'n',
  'code',
  'asked',
  'says',
  'alarms',
];

/** RFC 4180, and no cell that a spreadsheet would take for a formula. */
function csvOf(records: readonly Shown[]): string {
  const rows = records.flatMap(({ leaf, at, kind, who, purpose, code, lines, asked, says, alarms }) => {
    const head = [String(leaf.index), leaf.hash, at, kind, who?.account ?? who?.token ?? ''];
    const more = [who === null ? '' : String(who.application), who?.organisation ?? '', purpose ?? ''];
    const rest = lines.map((line) => [
      line.agency,
      line.type,
      line.fields.join(' '),
      line.effect,
      line.rule,
      line.agreement ?? '',
      line.reason ?? '',
      line.records.join(' '),
      String(line.n),
    ]);
    return (rest.length === 0 ? [Array.from({ length: 9 }, () => '')] : rest).map((cells) => [
      ...head,
      ...more,
      ...cells,
      code ?? '',
      asked.join(' '),
      says ?? '',
      alarms.join(', '),
    ]);
  });
  return [CSV_HEAD, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

// attacker-controlled: names and ids of agencies' making.
const csvCell = (text: string): string => {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

/** OCSF 1.3, class API Activity (6003): what a SIEM reads. */
function ocsfOf(record: Shown): object {
  const { at, kind, leaf, who, purpose, operation, operationHash, code, lines, trace, says, alarms } = record;
  // What an agency was sent, whoever asked was not shown.
  const told = lines.filter((line) => sentTo(line) === null);
  const denied = code !== null || (told.length > 0 && told.every(({ effect }) => effect === 'deny'));
  const activity = kind === 'write' ? 3 : 2;
  return {
    metadata: {
      version: '1.3.0',
      product: { name: 'Agency Graph', vendor_name: 'Agency Graph' },
      uid: `${leaf.origin}/${leaf.index}`,
      log_name: leaf.origin,
      ...(trace === null ? {} : { correlation_uid: trace }),
    },
    category_uid: 6,
    class_uid: 6003,
    activity_id: activity,
    type_uid: 600_300 + activity,
    time: Date.parse(at),
    severity_id: alarms.length > 0 ? 4 : denied ? 2 : 1,
    status_id: denied ? 2 : 1,
    ...(code === null ? {} : { status_code: code }),
    actor: {
      user: {
        uid: who?.account ?? who?.token ?? 'unknown',
        type_id: who?.application === true ? 3 : 1,
        org: { uid: who?.organisation ?? 'unknown' },
      },
    },
    api: { operation: operation ?? operationHash ?? kind, service: { name: 'agency-graph' } },
    src_endpoint: { zone: who?.zone ?? 'unknown' },
    resources: lines.flatMap(({ agency, type, records, fields, effect, rule, agreement, reason }) =>
      (records.length === 0 ? [''] : records).map((uid) => ({
        ...(uid === '' ? {} : { uid }),
        type,
        owner: { org: { uid: agency } },
        data: { fields, effect, rule, agreement, ...(reason === null ? {} : { reason }) },
      })),
    ),
    unmapped: { purpose, leaf: leaf.hash, kind, says, alarms },
  };
}
