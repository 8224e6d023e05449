import {
  EXIT_CODES,
  Malformed,
  printable,
  REPORT_LANGUAGES,
  reportOf,
  verdictAsJson,
  verdictAsText,
  verifyPath,
  type ReportLanguage,
  type VerifiedPath,
  type VerifyRequest,
} from '@agency-graph/ledger';
import { Option, type Command } from 'commander';
import { CommandFailure, wrongUsage } from '../exit.js';
import { requireNewFile, writeNewFile } from '../new-file.js';
import { createProgressBoard, type Progress } from '../progress.js';

interface Options {
  readonly trust?: readonly string[];
  readonly policy?: string;
  readonly complete?: string;
  readonly known?: string;
  readonly json?: true;
  readonly report?: string;
  readonly lang: ReportLanguage;
}

const AFTER = `
Verdicts and exit codes:
  0  VERIFIED              everything is proven, and trusted witnesses saw it
  0  REDACTED-OK           the same; something is withheld or sealed, and counted
  1  FAILED(reason)        something is not what it says it is
  2                        called wrongly, or a file of the reader’s own cannot be read or written
  3  VERIFIED-UNWITNESSED  the log's key signed it; too few trusted witnesses saw it
  4  NOT-CHECKED(list)     nothing wrong was found, but what is listed was not checked

The public keys are lines of the form name+id+base64, taken from their owners and never from the evidence.`;

/** `agency-graph verify`: evidence or a whole log, offline, against keys that the reader brings. */
export const verify = (program: Command): void => {
  program
    .command('verify')
    .description('Verify evidence, or a whole audit log, offline, against keys that you bring.')
    .argument('<log|bundle>', 'an evidence file or its container, or the folder of a log')
    .option(
      '--trust <file>',
      'public keys that you trust, one a line: of logs, of roots, of witnesses; may be said again',
      (file: string, before: readonly string[] = []) => [...before, file],
    )
    .option('--policy <file>', 'which witnesses must have seen the log (C2SP tlog-policy)')
    .option(
      '--complete <file>',
      'tokens of one subject, by "audit tokens": say that these records and no others name it',
    )
    .option('--known <file>', 'a checkpoint that you kept: the log must still contain it')
    .option('--json', 'the verdict as one line of JSON')
    .option('--report <file>', 'write one printable page (HTML) of what was verified; must not exist')
    .addOption(new Option('--lang <language>', 'of the page').choices(REPORT_LANGUAGES).default('en'))
    .addHelpText('after', AFTER)
    .action((path: string, { json, report, lang, ...files }: Options) => {
      if (report !== undefined) ofReader(() => requireNewFile(report));
      const found = ofReader(() => verified({ path, ...files }));
      const { verdict } = found;
      process.stdout.write(json === true ? `${verdictAsJson(verdict)}\n` : verdictAsText(verdict));
      process.exitCode = EXIT_CODES[verdict.verdict];
      if (report === undefined) return;
      const page = reportOf(found, found.trust, lang, found.tokens);
      ofReader(() => writeNewFile(report, page));
    });
};

/** Verifies without a pause: what asks the process to end must find no handler here, which would wait for the last record. */
function verified(request: VerifyRequest): VerifiedPath {
  // Where nobody watches, only what is wrong is said.
  if (!process.stderr.isTTY) return verifyPath(request);
  const board = createProgressBoard();
  let log: Progress | undefined;
  try {
    const found = verifyPath(request, (done, of, what) => (log ??= board.begin('log')).update(done, of, what));
    log?.finish();
    return found;
  } finally {
    board.close();
  }
}

/** What cannot be read or written, or is malformed among the reader's own files, is wrong usage: nothing failed to verify. */
function ofReader<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    const isKnown = error instanceof Malformed || error instanceof CommandFailure;
    if (isKnown || (error as NodeJS.ErrnoException).code !== undefined) {
      throw wrongUsage(printable((error as Error).message));
    }
    throw error;
  }
}
