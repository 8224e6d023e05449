import { styleText } from 'node:util';
import { inReadingOrder, printProblem, type Problem } from '@agency-graph/composition';
import { checkWorkingTree, type Check } from '@agency-graph/composition/working-tree';
import { Option, type Command } from 'commander';
import { resolve } from 'node:path';
import { inRoot } from '../checkout.js';
import { EXIT } from '../exit.js';
import { clockOption, dayOf } from '../policy-clock.js';
import { cedarProblems } from './check/cedar.js';
import { policyProblems } from './check/policy.js';

interface Options {
  readonly config: string;
  readonly against?: string;
  readonly json?: true;
  readonly warnings?: true;
  readonly policy?: string | false;
  readonly cedar?: string;
  readonly clock: string;
}

/** What was found of the schemas, and of the policy that they are to be served with. */
interface Checked {
  readonly found: Omit<Check, 'ground'>;
  readonly withPolicy: boolean;
}

/** `agency-graph check`: composes the schemas of this folder, holds the policies against them, and says what stops them, with file, line and fix. */
export const check = (program: Command): void => {
  program
    .command('check')
    .description(
      'Compose the schemas here, and say what does not compose, is unlabelled, was loosened or no longer fits the policy.',
    )
    .option('--config <file>', 'the supergraph.yaml to read', 'supergraph.yaml')
    .option(
      '--against <ref>',
      'the commit whose labels may not be loosened (default: where the branch left origin/main, or else main; else HEAD)',
    )
    .addOption(
      new Option('--policy <dir>', 'folder of the policy (default: of this project’s own graph its own)').env(
        'AGENCY_GRAPH_POLICY',
      ),
    )
    .option('--no-policy', 'look at none')
    .option('--cedar <dir>', 'folder of the Cedar policies (default: of this project’s own graph its own)')
    .addOption(clockOption())
    .option('--warnings', 'show every warning, missing descriptions too')
    .option('--json', 'print problems and warnings as JSON')
    .action(async ({ json, warnings, clock, ...asked }: Options) => {
      const checked = await checkAll(dayOf(clock), asked);
      process.stdout.write(json ? asJson(checked.found) : asText(checked, warnings ?? false));
      process.exitCode = checked.found.problems.length > 0 ? EXIT.problem : EXIT.ok;
    });
};

/** Another graph is served with a policy that only its own people know. */
const ownPolicy = (config: string): string | false =>
  resolve(config) === inRoot('supergraph.yaml') && inRoot('gateway', 'policy');

/** Of a graph that does not compose, what a policy names of it cannot be told; what Cedar says, names nothing of it. */
const checkAll = async (
  day: string,
  { config, against, policy = ownPolicy(config), cedar }: Omit<Options, 'clock'>,
): Promise<Checked> => {
  const { ground, ...found } = await checkWorkingTree({
    dir: process.cwd(),
    supergraphYaml: config,
    ...(against !== undefined && { against }),
  });
  const withPolicy = ground !== undefined && policy !== false;
  // Whatever folder the policy is in, a gateway of this checkout reads these.
  const own = policy !== false && ownPolicy(config) !== false ? inRoot('gateway/policy/cedar') : undefined;
  const cedarFolder = cedar ?? own;
  const told = withPolicy ? policyProblems(policy, ground, day) : [];
  const problems = inReadingOrder([
    ...found.problems,
    ...told.filter(({ severity }) => severity === 'error'),
    ...(cedarFolder === undefined ? [] : await cedarProblems(cedarFolder)),
  ]);
  const warnings = inReadingOrder([...found.warnings, ...told.filter(({ severity }) => severity === 'warning')]);
  return { found: { ...found, problems, warnings }, withPolicy };
};

const asJson = (found: Checked['found']): string =>
  `${JSON.stringify({ fine: found.problems.length === 0, ...found }, null, 2)}\n`;

const asText = (checked: Checked, everyWarning: boolean): string => {
  const { warnings, problems } = checked.found;
  const shown = warnings.filter(({ code }) => everyWarning || code !== 'NO_DESCRIPTION');
  const hidden = warnings.length - shown.length;
  return [
    ...[...shown, ...problems].map((each) => `${highlight(each)}\n\n`),
    hidden > 0 ? `${count(hidden, 'type')} with missing descriptions (--warnings lists them).\n` : '',
    `${summary(checked)}\n`,
  ].join('');
};

const summary = ({ found: { problems, subgraphs, comparedWith }, withPolicy }: Checked): string => {
  if (problems.length > 0) return colour('red', `${count(problems.length, 'problem')}.`);
  const compared = comparedWith === undefined ? '' : `; no label is weaker than in ${comparedWith}`;
  const fitting = withPolicy ? ', and the policy fits them' : '';
  return colour('green', `The schemas of ${count(subgraphs, 'subgraph')} compose${fitting}${compared}.`);
};

const highlight = (each: Problem): string => {
  const [where = '', ...rest] = printProblem(each).split('\n');
  return [colour(each.severity === 'error' ? 'red' : 'yellow', where), ...rest].join('\n');
};

/** Colours on a terminal only: Node looks at the stream, and at what the user asked of it. */
const colour = (name: 'red' | 'yellow' | 'green', text: string): string =>
  styleText(name, text, { stream: process.stdout });

const count = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;
