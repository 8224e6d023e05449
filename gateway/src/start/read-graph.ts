import {
  DEFAULT_DEMAND,
  DEFAULT_LIMITS,
  NO_PERSISTED_QUERIES,
  OWN_SOURCE,
  parseSupergraphYaml,
  printProblem,
  readSupergraph,
  refuseUrl,
  type AgencyConfig,
  type GatewayConfig,
  type Problem,
  type SubgraphConfig,
} from '@agency-graph/composition';
import { compose } from '@agency-graph/composition/compose';
import { readWorkingTree } from '@agency-graph/composition/working-tree';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { ProcessConfig } from '../config.js';
import { keyFile } from './issuers.js';

/** The graph to serve: its supergraph, how the gateway behaves, and where each subgraph is asked. */
export interface Graph {
  readonly supergraphSdl: string;
  readonly gateway: GatewayConfig;
  readonly subgraphs: readonly ServedSubgraph[];
}

export interface ServedSubgraph {
  readonly name: string;
  readonly url: string;
  readonly limits: AgencyConfig['limits'];
  /** Where the file of the agency's public key is; null for a plain subgraph, which is asked without a signed context. */
  readonly publicKeyFile: string | null;
}

/** How a supergraph that comes without `supergraph.yaml` is served. */
const PLAIN_GATEWAY: GatewayConfig = {
  executor: 'compiled',
  labels: 'optional',
  profile: 'conformance',
  listen: [{ host: '127.0.0.1', port: 4000, zone: 'INTERNET' }],
  admin: null,
  issuers: [],
  authorization: {
    requireAuthentication: false,
    scopeClaim: 'scope',
    rejectUnauthorized: false,
    dryRun: false,
    errors: { log: true, response: 'errors' },
  },
  persisted: NO_PERSISTED_QUERIES,
  demand: DEFAULT_DEMAND,
};

/** Reads the graph that a process is told to serve. What is wrong with it is told with its place, and nothing starts. */
export const readGraph = (process_: ProcessConfig): Promise<Graph> =>
  isConfiguration(process_) ? fromConfiguration(process_) : fromSupergraph(process_);

/** The files that a graph is read from, keys among them; `supergraph.yaml` alone where that cannot be read. */
export async function filesOfGraph(process_: ProcessConfig): Promise<readonly string[]> {
  const { supergraphFile, profile } = process_;
  if (!isConfiguration(process_)) return [supergraphFile];
  const text = await readFile(supergraphFile, 'utf8').catch(() => '');
  const parsed = parseSupergraphYaml(text, basename(supergraphFile), profile ?? undefined);
  if (parsed.kind === 'problems') return [supergraphFile];
  const { gateway, subgraphs } = parsed.config;
  const named = subgraphs.flatMap(({ schemaFile, agency }) => [schemaFile, agency?.labelsFile ?? []].flat());
  return [
    supergraphFile,
    ...named.map((file) => resolve(dirname(supergraphFile), file)),
    ...subgraphs.flatMap((subgraph) => publicKeyFileOf(subgraph, gateway, process_) ?? []),
  ];
}

const isConfiguration = ({ supergraphFile }: ProcessConfig): boolean => /\.ya?ml$/.test(supergraphFile);

/** A plain graph's subgraphs are asked without a signed context. */
const publicKeyFileOf = ({ agency }: SubgraphConfig, { profile }: GatewayConfig, process_: ProcessConfig) =>
  profile === 'conformance' ? null : keyFile(process_, agency!.publicKeyFile);

/** `supergraph.yaml`: the agencies' schemas are composed here, a labelled graph's with the gateway's own subgraph. */
async function fromConfiguration(process_: ProcessConfig): Promise<Graph> {
  const { supergraphFile, profile, routingUrl } = process_;
  const supergraphYaml = basename(supergraphFile);
  const named = profile === null ? {} : { profile };
  const tree = await readWorkingTree({ dir: dirname(supergraphFile), supergraphYaml, ...named });
  if (tree.kind === 'problems') throw new Error(problemsText(tree.problems));
  const { gateway, federationVersion, subgraphs } = tree.config;
  const plain = gateway.profile === 'conformance';
  const composed = compose({
    subgraphs: plain ? tree.subgraphs : [...tree.subgraphs, OWN_SOURCE],
    labels: gateway.labels,
    federationVersion,
  });
  if (composed.kind === 'problems') throw new Error(problemsText(composed.problems));
  return {
    supergraphSdl: composed.supergraphSdl,
    gateway,
    subgraphs: subgraphs.map((subgraph) => ({
      name: subgraph.name,
      url: routingUrl(subgraph.name) ?? subgraph.routingUrl,
      limits: subgraph.agency?.limits ?? DEFAULT_LIMITS,
      publicKeyFile: publicKeyFileOf(subgraph, gateway, process_),
    })),
  };
}

const problemsText = (problems: readonly Problem[]): string =>
  `The graph does not compose:\n${problems.map((one) => printProblem(one)).join('\n')}`;

/** A supergraph that somebody composed: served at the addresses that it names itself, under `profile: conformance` only. */
async function fromSupergraph({ supergraphFile: file, profile, routingUrl }: ProcessConfig): Promise<Graph> {
  if (profile !== 'conformance')
    throw new Error(
      `${file} is a composed supergraph: serve it with --profile conformance. Every other profile composes its graph from supergraph.yaml.`,
    );
  const supergraphSdl = await readFile(file, 'utf8').catch(() => {
    throw new Error(`${file} cannot be read`);
  });
  const { subgraphs, labelled } = attempt(file, () => readSupergraph(supergraphSdl));
  if (labelled)
    throw new Error(
      `${file} carries @label, and this profile enforces no labels: publish its subgraphs in supergraph.yaml with labels: required.`,
    );
  return {
    supergraphSdl,
    gateway: PLAIN_GATEWAY,
    subgraphs: subgraphs.map(({ name, url: written }) => {
      const url = routingUrl(name) ?? written;
      const reason = url === '' ? 'it is empty' : refuseUrl(url);
      if (reason !== undefined)
        throw new Error(
          `${file}: the address of subgraph ${name} cannot be called: ${reason}. Name another one in ${variableOf(name)}.`,
        );
      return { name, url, limits: DEFAULT_LIMITS, publicKeyFile: null };
    }),
  };
}

const variableOf = (name: string): string => `${name.toUpperCase().replaceAll('-', '_')}_URL`;

function attempt<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : 'it cannot be read'}`, { cause: error });
  }
}
