import {
  LANGUAGES,
  PolicyError,
  readPolicyFolder,
  rulesData,
  rulesPage,
  type Language,
  type Policy,
} from '@agency-graph/policy';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { resolve } from 'node:path';
import { inRoot } from '../checkout.js';
import { CommandFailure } from '../exit.js';
import { clockOption, dayOf } from '../policy-clock.js';

interface Options {
  readonly lang: Language;
  readonly at?: string;
  readonly clock: string;
  readonly json?: true;
  readonly policy: string;
}

const day = (text: string): string => {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
  if (!isDay) throw new InvalidArgumentError('Say a day like 2026-03-15.');
  return text;
};

/** The language of a command's words. */
export const languageOption = (): Option =>
  new Option('--lang <language>', 'language of the words').choices(LANGUAGES).default(LANGUAGES[0]);

/** The policy that a gateway of this checkout serves, unless another is named. */
export const policyOption = (): Option =>
  new Option('--policy <dir>', 'folder of the policy').env('AGENCY_GRAPH_POLICY').default(inRoot('gateway', 'policy'));

/** The policy of a folder; what is wrong with it ends the command, with file and line. */
export const policyIn = (folder: string): Policy => {
  try {
    return readPolicyFolder(resolve(folder));
  } catch (error) {
    if (error instanceof PolicyError) throw new CommandFailure(error.message);
    throw error;
  }
};

/** `agency-graph rules`: the rules of access as a page to read and sign. */
export const rules = (program: Command): void => {
  program
    .command('rules')
    .description('The rules of access, on the page that a lawyer reads and signs.')
    .addOption(languageOption())
    .option('--at <day>', 'the rules in force on that day (default: that of the policy clock)', day)
    .addOption(clockOption())
    .addOption(policyOption())
    .option('--json', 'rules and scope table as JSON, in every language')
    .action(({ lang, clock, at = dayOf(clock), json, policy }: Options) => {
      const read = policyIn(policy);
      process.stdout.write(json ? `${JSON.stringify(rulesData(read, at), null, 2)}\n` : rulesPage(read, at, lang));
    });
};
