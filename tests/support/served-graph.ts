import { mergedLabels } from '@agency-graph/composition';
import { compose } from '@agency-graph/composition/compose';
import { readWorkingTree } from '@agency-graph/composition/working-tree';
import { readPolicyFolder } from '@agency-graph/policy';
import { fileURLToPath } from 'node:url';
import { groundOf, type AgreementGround } from '../../gateway/src/access/agreements.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The labels of the graph that this checkout serves, and what its policy knows. */
export async function servedGraph(): Promise<AgreementGround> {
  const tree = await readWorkingTree({ dir: ROOT });
  if (tree.kind === 'problems') throw new Error('the working tree cannot be read');
  const composed = compose({ subgraphs: tree.subgraphs, labels: 'required' });
  if (composed.kind === 'problems') throw new Error('the graph does not compose');
  const policy = readPolicyFolder(`${ROOT}/gateway/policy`);
  return groundOf(mergedLabels(composed.supergraphSdl), policy);
}
