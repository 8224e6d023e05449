import { InvalidArgumentError, type Command } from 'commander';
import { FORMATS, saidOf, type Format } from '../../audit/formats.js';
import {
  askOf,
  BARE,
  KINDS,
  questionOptions,
  typeNotGiven,
  type Kind,
  type QuestionOptions,
} from '../../audit/question.js';
import { findRecords } from '../../audit/records.js';
import { wrongUsage } from '../../exit.js';

interface Options extends QuestionOptions {
  readonly most: number;
  readonly json?: true;
  readonly csv?: true;
  readonly ocsf?: true;
}

const formatOf = ({ json, csv, ocsf }: Options): Format => {
  const asked = Object.entries({ json, csv, ocsf }).filter(([, given]) => given === true);
  if (asked.length > 1) throw wrongUsage('Say one of --json, --csv and --ocsf.');
  return (asked[0]?.[0] ?? 'table') as Format;
};

const mostOf = (text: string): number => {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('Say a number of records.');
  return Number(text);
};

const shownOptions = (command: Command): Command =>
  questionOptions(command)
    .option('--most <number>', 'records at most', mostOf, 1_000)
    .option('--json', 'everything, as JSON, each record with its leaf')
    .option('--csv', 'as CSV (RFC 4180)')
    .option('--ocsf', 'as OCSF events (API Activity), a JSON object a line');

async function run(kind: Kind, value: string | undefined, log: 'ACCESS' | 'AUDITORS', options: Options): Promise<void> {
  const format = formatOf(options);
  const { from, to, most } = options;
  const found = await findRecords(options, { ask: askOf(kind, value, options), from, to, log }, most);
  process.stdout.write(FORMATS[format](found, process.stdout.columns));
  const untyped = found.records.length === 0 ? typeNotGiven(kind, options) : '';
  if (untyped !== '') (format === 'table' ? process.stdout : process.stderr).write(`${untyped}\n`);
  // These two have no place for it.
  if (format === 'csv' || format === 'ocsf') for (const said of saidOf(found)) process.stderr.write(`${said}\n`);
}

/** `agency-graph audit subject …` and so on: a command for each question, and `reads`, for what auditors did. */
export const ask = (audit: Command): void => {
  for (const kind of Object.keys(KINDS) as Kind[]) {
    const command = audit.command(kind).description(`Finds ${KINDS[kind]}.`);
    if (!BARE.has(kind)) command.argument('<value>', KINDS[kind]);
    shownOptions(command).action((...given: unknown[]) =>
      BARE.has(kind)
        ? run(kind, undefined, 'ACCESS', given[0] as Options)
        : run(kind, given[0] as string, 'ACCESS', given[1] as Options),
    );
  }
  shownOptions(audit.command('reads').description('Finds what auditors asked, saw, approved and exported.')).action(
    (options: Options) => run('everything', undefined, 'AUDITORS', options),
  );
};
