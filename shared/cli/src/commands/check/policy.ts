import type { Problem } from '@agency-graph/composition';
import { misfits, PolicyError, readPolicyFolder, type PolicyGround, type PolicyProblem } from '@agency-graph/policy';
import { relative, resolve } from 'node:path';

/** What keeps a graph from being served with the policy of a folder from a day on: it is not whole, or does not fit the graph. */
export const policyProblems = (folder: string, graph: PolicyGround, day: string): readonly Problem[] => {
  const path = resolve(folder);
  const problems = (
    code: 'POLICY_NOT_WHOLE' | 'POLICY_MISFIT',
    found: readonly PolicyProblem[],
    fix: string,
  ): readonly Problem[] =>
    found.map(({ file, line, says, fix: itsOwn }) => ({
      code,
      severity: 'error',
      place: { file: relative('', resolve(path, file)), line, column: 1 },
      says: `${says[0]!.toUpperCase()}${says.slice(1)}.`,
      fix: itsOwn ?? fix,
    }));
  try {
    return problems(
      'POLICY_MISFIT',
      misfits(readPolicyFolder(path), graph, day),
      'Name it as its schema does, or take it out of the policy together with the schema.',
    );
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return problems('POLICY_NOT_WHOLE', error.problems, 'Mend the file of the policy at this line.');
  }
};
