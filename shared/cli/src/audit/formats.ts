import { printable } from '@agency-graph/ledger';
import { textTable } from '../text-table.js';
import type { Found, Shown } from './records.js';

/** In which forms records are printed. */
export const FORMATS = {
  table: (found: Found): string => `${tableOf(found.records)}\n\n${footer(found)}\n`,
  json: (found: Found): string => `${JSON.stringify(found, null, 2)}\n`,
  csv: ({ records }: Found): string => csvOf(records),
  ocsf: ({ records }: Found): string => records.map((one) => `${JSON.stringify(ocsfOf(one))}\n`).join(''),
} as const;
export type Format = keyof typeof FORMATS;

const HEAD = ['Leaf', 'When', 'Who', 'Organisation', 'Purpose', 'What', 'Fields', 'Effect', 'By'] as const;

/** A line for each field set, so that what was given stands apart from what was not. */
function rowsOf(record: Shown): readonly (readonly string[])[] {
  const { leaf, at, who, purpose, kind, code, lines, alarms, asked, says } = record;
  const name = who === null ? '-' : (who.account ?? who.token);
  const head = [String(leaf.index), at.slice(0, 19).replace('T', ' '), name, who?.organisation ?? '-', purpose ?? '-'];
  const sought = asked.length === 0 ? '' : `asked by ${asked.join(' ')}`;
  if (lines.length === 0) return [[...head, kind, says ?? sought, code ?? alarms.join(', '), '']];
  return lines.map(({ type, n, fields, effect, rule, agreement, reason }) => [
    ...head,
    `${n} ${type}`,
    fields.join(' '),
    reason === null ? effect : `${effect} ${reason}`,
    agreement ?? rule,
  ]);
}

function tableOf(records: readonly Shown[]): string {
  if (records.length === 0) return 'Nothing was found.';
  return textTable([HEAD, ...records.flatMap(rowsOf)].map((row) => row.map(printable)));
}

/** How much was searched, and what of the index is not believed. */
export function footer({ searched: { origin, size, indexed, distrusted }, forged, all, records }: Found): string {
  return [
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
];

/** RFC 4180, and no cell that a spreadsheet would take for a formula. */
function csvOf(records: readonly Shown[]): string {
  const rows = records.flatMap(({ leaf, at, kind, who, purpose, code, lines }) => {
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
function ocsfOf({ at, kind, leaf, who, purpose, operation, operationHash, code, lines, trace, alarms }: Shown): object {
  const denied = code !== null || (lines.length > 0 && lines.every(({ effect }) => effect === 'deny'));
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
    resources: lines.flatMap(({ agency, type, records, fields, effect, rule, agreement }) =>
      (records.length === 0 ? [''] : records).map((uid) => ({
        ...(uid === '' ? {} : { uid }),
        type,
        owner: { org: { uid: agency } },
        data: { fields, effect, rule, agreement },
      })),
    ),
    unmapped: { purpose, leaf: leaf.hash, kind, alarms },
  };
}
