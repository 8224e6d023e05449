import { printable } from '@agency-graph/ledger';
import type { Command } from 'commander';
import { nothingFound, ofLog } from '../../audit/formats.js';
import { askAuditors, type Asker } from '../../ask-gateway.js';
import { askerOptions } from '../../asker-options.js';
import { textTable } from '../../text-table.js';

interface Options extends Asker {
  readonly from?: string;
  readonly to?: string;
  readonly json?: true;
}

type Rows = readonly Readonly<Record<string, string | number | null>>[];

interface Reported {
  /** Name of the log that was asked. */
  readonly origin: string;
  readonly rows: Rows;
  readonly all: boolean;
  /** That the name which was asked by is not served now; null where it is. */
  readonly unknown: string | null;
  /** When the log begins, where the whole period lies before that; else null. */
  readonly begins: string | null;
}

/** A report of the auditors' endpoint: what it is asked by, and how its lines are called. */
interface Report {
  readonly name: string;
  readonly value: string;
  readonly example: string;
  readonly says: string;
  readonly query: string;
  readonly columns: readonly string[];
  readonly periodNeeded: boolean;
}

const REPORTS: readonly Report[] = [
  {
    name: 'usage',
    value: 'steward',
    example: 'C06',
    says: 'Tells how the fields of a steward are used: by which organisations and applications, for what, on which basis.',
    query: `query Usage($value: ID!, $from: String, $to: String) {
      report: usage(steward: $value, from: $from, to: $to) {
        origin
        rows: lines { organisation application purpose agreement calls subjects last } all unknown begins
      }
    }`,
    columns: ['organisation', 'application', 'purpose', 'agreement', 'calls', 'subjects', 'last'],
    periodNeeded: false,
  },
  {
    name: 'volume',
    value: 'organisation',
    example: 'G07.C012',
    says: 'Tells how much accounts of an organisation did in a period, beside what is usual for each and for its peers.',
    query: `query Volume($value: ID!, $from: String!, $to: String!) {
      report: volumes(organisation: $value, from: $from, to: $to) { origin rows: volumes { account records usual peers last } all unknown begins }
    }`,
    columns: ['account', 'records', 'usual', 'peers', 'last'],
    periodNeeded: true,
  },
];

/** `agency-graph audit usage` and `audit volume`: what is told of many records at once. */
export const reports = (audit: Command): void => {
  for (const { name, value, example, says, query, columns, periodNeeded } of REPORTS) {
    const command = askerOptions(
      audit.command(name).description(says).argument(`<${value}>`, `code of the ${value}, e.g. ${example}`),
    );
    const [from, to] = ['from this day, 2026-03-01, or instant on', 'to the end of this day, or to this instant'];
    if (periodNeeded) command.requiredOption('--from <time>', from!).requiredOption('--to <time>', to!);
    else command.option('--from <time>', from!).option('--to <time>', to!);
    command.option('--json', 'as JSON').action(async (given: string, options: Options) => {
      const variables = { value: given, from: options.from ?? null, to: options.to ?? null };
      const { report } = await askAuditors<{ readonly report: Reported }>(options, query, variables);
      process.stdout.write(options.json === true ? `${JSON.stringify(report, null, 2)}\n` : textOf(columns, report));
    });
  }
};

function textOf(columns: readonly string[], { origin, rows, all, unknown, begins }: Reported): string {
  const cells = [columns, ...rows.map((row) => columns.map((column) => printable(String(row[column] ?? '-'))))];
  const lines = [
    rows.length === 0 ? nothingFound(begins) : textTable(cells),
    ...(all ? [] : ['Only the newest were counted.']),
    ...(unknown === null ? [] : [unknown]),
    ofLog(origin),
  ];
  return `${lines.join('\n')}\n`;
}
