import { styleText } from 'node:util';
import { printProblem, type Problem } from '@agency-graph/composition';
import { checkWorkingTree, type Check } from '@agency-graph/composition/working-tree';
import type { Command } from 'commander';
import { EXIT } from '../exit.js';

interface Options {
  readonly config: string;
  readonly against?: string;
  readonly json?: true;
  readonly warnings?: true;
}

/** `agency-graph check`: composes the schemas of this folder and says what stops them, with file, line and fix. */
export const check = (program: Command): void => {
  program
    .command('check')
    .description('Compose the schemas here, and say what does not compose, is unlabelled or was loosened.')
    .option('--config <file>', 'the supergraph.yaml to read', 'supergraph.yaml')
    .option(
      '--against <ref>',
      'the commit whose labels may not be loosened (default: where the branch left main, else HEAD)',
    )
    .option('--warnings', 'show every warning, missing descriptions too')
    .option('--json', 'print problems and warnings as JSON')
    .action(async ({ config, against, json, warnings }: Options) => {
      const result = await checkWorkingTree({
        dir: process.cwd(),
        supergraphYaml: config,
        ...(against !== undefined && { against }),
      });
      process.stdout.write(json ? asJson(result) : asText(result, warnings ?? false));
      process.exitCode = result.problems.length > 0 ? EXIT.problem : EXIT.ok;
    });
};

const asJson = (result: Check): string =>
  `${JSON.stringify({ fine: result.problems.length === 0, ...result }, null, 2)}\n`;

const asText = (result: Check, everyWarning: boolean): string => {
  const shown = result.warnings.filter(({ code }) => everyWarning || code !== 'NO_DESCRIPTION');
  const hidden = result.warnings.length - shown.length;
  return [
    ...[...shown, ...result.problems].map((each) => `${highlight(each)}\n\n`),
    hidden > 0 ? `${count(hidden, 'type')} with missing descriptions (--warnings lists them).\n` : '',
    `${summary(result)}\n`,
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
