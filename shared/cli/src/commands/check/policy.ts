import type { Problem } from '@agency-graph/composition';
import {
  givenToNobody,
  misfits,
  PolicyError,
  readPolicyFolder,
  type PolicyGround,
  type PolicyProblem,
} from '@agency-graph/policy';
import { relative, resolve } from 'node:path';

/**
 * What keeps a graph from being served with the policy of a folder from a day on: it is not whole, or does not fit the
 * graph. Of one that may be served, what it gives to nobody on that day is a warning.
 */
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
    const policy = readPolicyFolder(path);
    const misfitting = problems(
      'POLICY_MISFIT',
      misfits(policy, graph, day),
      'Name it as its schema does, or take it out of the policy together with the schema.',
    );
    if (misfitting.length > 0) return misfitting;
    return givenToNobody(policy, graph, day).map((one) => ({ code: 'GIVEN_TO_NOBODY', severity: 'warning', ...one }));
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return problems('POLICY_NOT_WHOLE', error.problems, 'Mend the file of the policy at this line.');
  }
};
