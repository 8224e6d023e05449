import { readFile } from 'node:fs/promises';
import { posix, resolve } from 'node:path';
import type { SubgraphSource } from '../sdl/read-source.js';
import { parseSupergraphYaml } from '../config/parse-supergraph-yaml.js';
import type { Profile, SubgraphConfig, SupergraphConfig } from '../config/supergraph-config.js';
import { inReadingOrder, problem, type Problem } from '../problem.js';

/** What `supergraph.yaml` and the files that it names say, or what is wrong with them. */
export type WorkingTree =
  | { readonly kind: 'read'; readonly config: SupergraphConfig; readonly subgraphs: readonly SubgraphSource[] }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/** Reads one file of the tree, by a path relative to it; undefined where there is none. */
export type ReadFile = (path: string) => Promise<string | undefined>;

/**
 * Reads `supergraph.yaml`, the schemas and the label overlays of a folder. `supergraphYaml` is relative to `dir`; a
 * `profile` stands in the place of the one that it names.
 */
export const readWorkingTree = async ({
  dir,
  supergraphYaml = 'supergraph.yaml',
  profile,
}: {
  readonly dir: string;
  readonly supergraphYaml?: string;
  readonly profile?: Profile;
}): Promise<WorkingTree> => readTree(supergraphYaml, fileReader(dir), profile);

/** The same by any way of reading files, e.g. those of a commit. */
export const readTree = async (supergraphYaml: string, read: ReadFile, profile?: Profile): Promise<WorkingTree> => {
  const text = await read(supergraphYaml);
  if (text === undefined)
    return problems([
      problem('FILE_MISSING', {
        place: { file: supergraphYaml, line: 1, column: 1 },
        says: `${supergraphYaml} cannot be read.`,
        fix: 'Correct its name, or run the command in the folder that holds it.',
      }),
    ]);
  const parsed = parseSupergraphYaml(text, supergraphYaml, profile);
  if (parsed.kind === 'problems') return parsed;
  // Paths in supergraph.yaml are relative to it; `read` takes them relative to the tree.
  const inTree = (path: string): string => posix.join(posix.dirname(supergraphYaml), path);
  const sources = await Promise.all(parsed.config.subgraphs.map((subgraph) => readSources(subgraph, inTree, read)));
  const missing = sources.flatMap((each) => ('says' in each ? [each] : []));
  if (missing.length > 0) return problems(missing);
  return { kind: 'read', config: parsed.config, subgraphs: sources.flatMap((each) => ('says' in each ? [] : [each])) };
};

const readSources = async (
  subgraph: SubgraphConfig,
  inTree: (path: string) => string,
  read: ReadFile,
): Promise<SubgraphSource | Problem> => {
  const { name, routingUrl, agency, place } = subgraph;
  const file = inTree(subgraph.schemaFile);
  const sdl = await read(file);
  if (sdl === undefined) return missing(subgraph, file, 'schema');
  const overlayFile = agency?.labelsFile === undefined ? undefined : inTree(agency.labelsFile);
  const overlayText = overlayFile === undefined ? undefined : await read(overlayFile);
  if (overlayFile !== undefined && overlayText === undefined) return missing(subgraph, overlayFile, 'label overlay');
  const overlay = overlayFile !== undefined && overlayText !== undefined && { text: overlayText, file: overlayFile };
  return {
    name,
    url: routingUrl,
    sdl,
    file,
    ...(overlay && { overlay }),
    owns: agency?.owns ?? [],
    takesOver: agency?.takesOver ?? [],
    place,
  };
};

const missing = ({ name, place }: SubgraphConfig, file: string, what: string): Problem =>
  problem('FILE_MISSING', {
    subgraph: name,
    place,
    says: `The ${what} of ${name}, ${file}, cannot be read.`,
    fix: 'Correct the path, which is relative to the folder of supergraph.yaml, or write the file.',
  });

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
