import { styleText } from 'node:util';
import { printProblem, type Problem } from '@agency-graph/composition';
import { checkWorkingTree, type Check } from '@agency-graph/composition/working-tree';
import type { Command } from 'commander';

const EXIT_FINE = 0;
const EXIT_PROBLEMS = 1;
const EXIT_USAGE = 2;

interface Options {
  readonly config: string;
  readonly against?: string;
  readonly json?: true;
  readonly warnings?: true;
}

/** `agency-graph check`: composes the schemas of this folder and says what stops them, with file, line and fix. */
export const registerCheck = (program: Command): void => {
  program
    .command('check')
    .description('compose the schemas here, and say what does not compose, is unlabelled or was loosened')
    .option('--config <file>', 'the supergraph.yaml to read', 'supergraph.yaml')
    .option('--against <ref>', 'the commit whose labels may not be loosened (default: main, else HEAD)')
    .option('--warnings', 'show every warning, missing descriptions too')
    .option('--json', 'print problems and warnings as JSON')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT_FINE : EXIT_USAGE))
    .action(async ({ config, against, json, warnings }: Options) => {
      const check = await checkWorkingTree({
        dir: process.cwd(),
        supergraphYaml: config,
        ...(against !== undefined && { against }),
      });
      process.stdout.write(json ? asJson(check) : asText(check, warnings ?? false));
      process.exitCode = check.problems.length > 0 ? EXIT_PROBLEMS : EXIT_FINE;
    });
};

const asJson = (check: Check): string =>
  `${JSON.stringify({ fine: check.problems.length === 0, ...check }, null, 2)}\n`;

const asText = (check: Check, everyWarning: boolean): string => {
  const shown = check.warnings.filter(({ code }) => everyWarning || code !== 'NO_DESCRIPTION');
  const hidden = check.warnings.length - shown.length;
  return [
    ...[...shown, ...check.problems].map((each) => `${highlight(each)}\n\n`),
    hidden > 0 ? `${count(hidden, 'type')} with missing descriptions (--warnings lists them).\n` : '',
    `${summary(check)}\n`,
  ].join('');
};

const summary = ({ problems, subgraphs, comparedWith }: Check): string => {
  if (problems.length > 0) return colour('red', `${count(problems.length, 'problem')}.`);
  const compared = comparedWith === undefined ? '' : `; no label is weaker than in ${comparedWith}`;
  return colour('green', `The schemas of ${count(subgraphs, 'subgraph')} compose${compared}.`);
};

const highlight = (each: Problem): string => {
  const [where = '', ...rest] = printProblem(each).split('\n');
  return [colour(each.severity === 'error' ? 'red' : 'yellow', where), ...rest].join('\n');
};

/** Colours on a terminal only: Node looks at the stream, and at what the user asked of it. */
const colour = (name: 'red' | 'yellow' | 'green', text: string): string =>
  styleText(name, text, { stream: process.stdout });

const count = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;
