import { relative, resolve } from 'node:path';
import { compose } from '../compose.js';
import { readSource, type SubgraphSource } from '../sdl/read-source.js';
import { coordinatesOf } from '../coordinates.js';
import { fieldTypes } from '../field-types.js';
import { mergedLabels, type LabelTable } from '../labels/merged-labels.js';
import { loosened } from '../loosened.js';
import { madeFrom, type ReadField } from '../made-from.js';
import { OWN_SOURCE } from '../own/schema.js';
import { inReadingOrder, problem, type Problem, type Severity } from '../problem.js';
import { committedTree, GitFailure } from './committed-tree.js';
import { readTree, readWorkingTree } from './read-working-tree.js';

export interface CheckInput {
  readonly dir: string;
  /** Absolute, or relative to `dir`. */
  readonly supergraphYaml?: string;
  /** The commit to hold labels against; else the one at which the branch left main, or HEAD where there is no main. */
  readonly against?: string;
}

/** What a working tree's schemas come to. `comparedWith` is absent where nothing was compared. */
export interface Check {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly subgraphs: number;
  readonly comparedWith?: string;
  /** What a policy is held against; absent where nothing was composed, and of a plain graph, which has no policy. */
  readonly ground?: PolicyGround;
}

interface PolicyGround {
  readonly coordinates: ReadonlySet<string>;
  readonly labels: LabelTable;
  readonly madeFrom: ReadonlyMap<string, readonly ReadField[]>;
  readonly fieldTypes: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Composes a working tree as the gateway does, and holds its labels against the committed ones. `fine` is: no problem. */
export const checkWorkingTree = async (input: CheckInput): Promise<Check> => {
  const { dir, against } = input;
  // Git and `dir` know files by relative paths only.
  const supergraphYaml = relative(dir, resolve(dir, input.supergraphYaml ?? 'supergraph.yaml'));
  const tree = await readWorkingTree({ dir, supergraphYaml });
  if (tree.kind === 'problems') return { problems: tree.problems, warnings: [], subgraphs: 0 };

  const { federationVersion, gateway } = tree.config;
  const plain = gateway.profile === 'conformance';
  const composed = compose({
    subgraphs: plain ? tree.subgraphs : [...tree.subgraphs, OWN_SOURCE],
    labels: gateway.labels,
    federationVersion,
  });
  const found = [...composed.hints, ...(composed.kind === 'problems' ? composed.problems : [])];
  const compared = await compareWithCommitted(tree.subgraphs, { dir, supergraphYaml, against });
  const all = inReadingOrder([...found, ...compared.problems]);
  return {
    problems: all.filter(({ severity }) => severity === 'error'),
    warnings: all.filter(({ severity }) => severity === 'warning'),
    subgraphs: tree.subgraphs.length,
    ...(compared.ref !== undefined && { comparedWith: compared.ref }),
    ...(composed.kind === 'composed' && !plain && { ground: groundOf(composed.supergraphSdl) }),
  };
};

const groundOf = (supergraphSdl: string): PolicyGround => ({
  coordinates: coordinatesOf(supergraphSdl),
  labels: mergedLabels(supergraphSdl),
  madeFrom: madeFrom(supergraphSdl),
  fieldTypes: fieldTypes(supergraphSdl),
});

interface Comparison {
  readonly problems: readonly Problem[];
  readonly ref?: string;
}

const compareWithCommitted = async (
  subgraphs: readonly SubgraphSource[],
  {
    dir,
    supergraphYaml,
    against,
  }: { readonly dir: string; readonly supergraphYaml: string; readonly against: string | undefined },
): Promise<Comparison> => {
  // Who names a commit relies on being held against it.
  const severity = against === undefined ? 'warning' : 'error';
  try {
    const committed = await committedTree(dir, against);
    if (!committed && against !== undefined) return { problems: [noCommit(against)] };
    if (!committed) return { problems: [NO_COMMIT] };
    const { ref, isHead, read } = committed;
    const before = await readTree(supergraphYaml, read);
    if (before.kind === 'problems') return { problems: [unreadable('The schemas', ref, severity)] };
    if (against === undefined && isHead && ref !== 'HEAD' && isSame(before.subgraphs, subgraphs))
      return { problems: [nothingSince(ref)] };
    const unread = before.subgraphs.filter((each) => !readSource(each).subgraph);
    return {
      ref,
      problems: [
        ...(against === undefined && ref === 'HEAD' ? [NO_MAIN] : []),
        ...unread.map(({ name }) => unreadable(`The schema of ${name}`, ref, severity)),
        ...loosened(before.subgraphs, subgraphs),
      ],
    };
  } catch (error) {
    if (error instanceof GitFailure) return { problems: [gitFailed(error)] };
    throw error;
  }
};

const notComparable = (severity: Severity, says: string, fix: string): Problem =>
  problem('NOT_COMPARABLE', { severity, says, fix });

const NO_COMMIT = notComparable(
  'warning',
  'There is no commit to compare labels with.',
  'Run the check in a git checkout.',
);

/** So are the checkouts of a build server that fetches one commit: on a clean tree HEAD is held against itself. */
const NO_MAIN = notComparable(
  'warning',
  'There is no main here, so labels are held against HEAD: what a commit has loosened already is not found.',
  'Fetch it (git fetch origin main:main), or name a commit with --against.',
);

/** Where main itself is checked, what its last commit loosened would be held against itself. */
const nothingSince = (ref: string): Problem =>
  notComparable(
    'warning',
    `This is ${ref}, with no schema changed since, so no label is held against another: what a commit has loosened already is not found.`,
    'Name the commit to hold it against, e.g. --against HEAD~1.',
  );

const isSame = (one: readonly SubgraphSource[], other: readonly SubgraphSource[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const noCommit = (against: string): Problem =>
  notComparable('error', `Git knows no commit “${against}” here.`, 'Correct the name, or fetch the commit.');

const gitFailed = ({ message }: GitFailure): Problem =>
  notComparable(
    'error',
    `Git does not tell what is committed, so loosened labels are not found: ${message}`,
    'Mend what git complains of, and run the check again.',
  );

const unreadable = (what: string, ref: string, severity: Severity): Problem =>
  notComparable(
    severity,
    `${what} committed in ${ref} cannot be read, so loosened labels are not found.`,
    'Commit supergraph.yaml and the schemas that it names.',
  );
