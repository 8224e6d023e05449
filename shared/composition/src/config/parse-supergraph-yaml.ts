import { inReadingOrder, type Problem } from '../problem.js';
import { parseGateway } from './parse-gateway.js';
import { parseSubgraphs } from './parse-subgraphs.js';
import type { Profile, SupergraphConfig } from './supergraph-config.js';
import { YamlReader } from './yaml-reader.js';

/** What `supergraph.yaml` says, or every problem in it with its line. */
export type SupergraphYaml =
  | { readonly kind: 'config'; readonly config: SupergraphConfig }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/**
 * Reads `supergraph.yaml`, under the profile that was named at start if one was. An unknown key, a missing unit or a
 * refused URL is a problem; nothing is guessed.
 */
export const parseSupergraphYaml = (text: string, file: string, profile?: Profile): SupergraphYaml => {
  const yaml = new YamlReader(text, file);
  const root =
    yaml.problems.length === 0 ? yaml.map(yaml.root, ['federation_version', 'subgraphs', 'gateway']) : undefined;
  if (!root) return problems(yaml.problems);

  const versionValue = yaml.required(root, 'federation_version');
  const written = yaml.text(versionValue);
  const [, federationVersion] = /^=(2\.\d+\.\d+)$/.exec(written ?? '') ?? [];
  if (versionValue && written !== undefined && federationVersion === undefined)
    yaml.refuse(
      'INVALID_VALUE',
      versionValue,
      `federation_version is “${written}”.`,
      'Pin one version, e.g. =2.9.0, so that nobody’s upgrade changes the graph.',
    );

  const gateway = parseGateway(yaml, yaml.required(root, 'gateway'), profile);
  const subgraphs = parseSubgraphs(yaml, yaml.required(root, 'subgraphs'), gateway?.profile === 'conformance');
  if (yaml.problems.length > 0 || !gateway || !federationVersion) return problems(yaml.problems);
  return deepFreeze({ kind: 'config', config: { file, federationVersion, subgraphs, gateway } });
};

const problems = (found: readonly Problem[]): SupergraphYaml =>
  Object.freeze({ kind: 'problems', problems: inReadingOrder(found) });

const deepFreeze = <T extends object>(value: T): T => {
  for (const each of Object.values(value)) if (typeof each === 'object' && each !== null) deepFreeze(each);
  return Object.freeze(value);
};
