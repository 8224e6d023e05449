import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SubgraphSource } from '../compose.js';
import { parseSupergraphYaml } from '../config/parse-supergraph-yaml.js';
import type { SubgraphConfig, SupergraphConfig } from '../config/supergraph-config.js';
import { inReadingOrder, problem, type Problem } from '../problem.js';

/** What `supergraph.yaml` and the files that it names say, or what is wrong with them. */
export type WorkingTree =
  | { readonly kind: 'read'; readonly config: SupergraphConfig; readonly subgraphs: readonly SubgraphSource[] }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/** Reads one file of the tree, by a path relative to it; undefined where there is none. */
export type ReadFile = (path: string) => Promise<string | undefined>;

/** Reads `supergraph.yaml`, the schemas and the label overlays of a folder. `supergraphYaml` is relative to `dir`. */
export const readWorkingTree = async ({
  dir,
  supergraphYaml = 'supergraph.yaml',
}: {
  readonly dir: string;
  readonly supergraphYaml?: string;
}): Promise<WorkingTree> => readTree(supergraphYaml, fileReader(dir));

/** The same by any way of reading files, e.g. those of a commit. */
export const readTree = async (supergraphYaml: string, read: ReadFile): Promise<WorkingTree> => {
  const text = await read(supergraphYaml);
  if (text === undefined)
    return problems([
      problem('FILE_MISSING', {
        place: { file: supergraphYaml, line: 1, column: 1 },
        says: `${supergraphYaml} cannot be read.`,
        fix: 'Run the command in the folder that holds it, or name it with --config.',
      }),
    ]);
  const parsed = parseSupergraphYaml(text, supergraphYaml);
  if (parsed.kind === 'problems') return parsed;
  const sources = await Promise.all(parsed.config.subgraphs.map((subgraph) => readSources(subgraph, read)));
  const missing = sources.flatMap((each) => ('says' in each ? [each] : []));
  if (missing.length > 0) return problems(missing);
  return { kind: 'read', config: parsed.config, subgraphs: sources.flatMap((each) => ('says' in each ? [] : [each])) };
};

const readSources = async (subgraph: SubgraphConfig, read: ReadFile): Promise<SubgraphSource | Problem> => {
  const { name, routingUrl, schemaFile, agency } = subgraph;
  const sdl = await read(schemaFile);
  if (sdl === undefined) return missing(subgraph, schemaFile, 'schema');
  const overlayText = agency?.labelsFile === undefined ? undefined : await read(agency.labelsFile);
  if (agency?.labelsFile !== undefined && overlayText === undefined)
    return missing(subgraph, agency.labelsFile, 'label overlay');
  return {
    name,
    url: routingUrl,
    sdl,
    file: plain(schemaFile),
    ...(agency?.labelsFile !== undefined &&
      overlayText !== undefined && { overlay: { text: overlayText, file: plain(agency.labelsFile) } }),
    owns: agency?.owns ?? [],
    takesOver: agency?.takesOver ?? [],
  };
};

const missing = ({ name, place }: SubgraphConfig, file: string, what: string): Problem =>
  problem('FILE_MISSING', {
    subgraph: name,
    place,
    says: `The ${what} of ${name}, ${file}, cannot be read.`,
    fix: 'Correct the path, which is relative to the folder of supergraph.yaml, or write the file.',
  });

const plain = (path: string): string => path.replace(/^\.\//, '');

const problems = (found: readonly Problem[]): WorkingTree => ({ kind: 'problems', problems: inReadingOrder(found) });

const fileReader =
  (dir: string): ReadFile =>
  async (path) => {
    try {
      return await readFile(resolve(dir, path), 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error) return undefined;
      throw error;
    }
  };
