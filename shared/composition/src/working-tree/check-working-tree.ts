import { compose } from '../compose.js';
import type { SubgraphSource } from '../sdl/read-source.js';
import { loosened } from '../loosened.js';
import { inReadingOrder, problem, type Problem } from '../problem.js';
import { committedTree } from './committed-tree.js';
import { readTree, readWorkingTree } from './read-working-tree.js';

export interface CheckInput {
  readonly dir: string;
  /** Relative to `dir`. */
  readonly supergraphYaml?: string;
  /** The commit to hold labels against; else main, or HEAD where there is no main. */
  readonly against?: string;
}

/** What a working tree's schemas come to. `comparedWith` is absent where no commit could be read. */
export interface Check {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly subgraphs: number;
  readonly comparedWith?: string;
}

/** Composes a working tree and holds its labels against the committed ones. `fine` is: no problem. */
export const checkWorkingTree = async (input: CheckInput): Promise<Check> => {
  const { dir, supergraphYaml = 'supergraph.yaml' } = input;
  const tree = await readWorkingTree({ dir, supergraphYaml });
  if (tree.kind === 'problems') return { problems: tree.problems, warnings: [], subgraphs: 0 };

  const { federationVersion, gateway } = tree.config;
  const composed = compose({ subgraphs: tree.subgraphs, labels: gateway.labels, federationVersion });
  const found = [...composed.hints, ...(composed.kind === 'problems' ? composed.problems : [])];
  const compared = await compareWithCommitted(tree.subgraphs, input);
  const all = inReadingOrder([...found, ...compared.problems]);
  return {
    problems: all.filter(({ severity }) => severity === 'error'),
    warnings: all.filter(({ severity }) => severity === 'warning'),
    subgraphs: tree.subgraphs.length,
    ...(compared.ref !== undefined && { comparedWith: compared.ref }),
  };
};

const compareWithCommitted = async (
  subgraphs: readonly SubgraphSource[],
  { dir, supergraphYaml = 'supergraph.yaml', against }: CheckInput,
): Promise<{ readonly problems: readonly Problem[]; readonly ref?: string }> => {
  const committed = await committedTree(dir, against);
  if (!committed)
    return {
      problems: [notComparable('There is no commit to compare labels with.', 'Run the check in a git checkout.')],
    };
  const before = await readTree(supergraphYaml, committed.read);
  if (before.kind === 'problems')
    return {
      problems: [
        notComparable(
          `The schemas committed in ${committed.ref} cannot be read, so loosened labels are not found.`,
          'Commit supergraph.yaml and the schemas that it names.',
        ),
      ],
    };
  return {
    ref: committed.ref,
    problems: loosened(before.subgraphs, subgraphs),
  };
};

const notComparable = (says: string, fix: string): Problem =>
  problem('NOT_COMPARABLE', { severity: 'warning', says, fix });
