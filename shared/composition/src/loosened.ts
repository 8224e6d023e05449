import { ACCESS_DIRECTIVES, accessDirectives, asksAsMuch } from './checks/access-directives.js';
import { definitionsOf, labelAcross } from './checks/definitions.js';
import { inputsOf } from './checks/reads.js';
import { labelDirectives, readsOf } from './labels/directives.js';
import { isInaccessible, rowLabel } from './labels/effective-label.js';
import { AXES, looserAxes, looserRoles } from './labels/strictness.js';
import { inReadingOrder, problem, type Problem } from './problem.js';
import { elementsAcross, type Element } from './sdl/elements.js';
import { at } from './sdl/place.js';
import { readSource, type SubgraphSource } from './sdl/read-source.js';
import type { Subgraph } from './sdl/subgraph.js';

/**
 * What a changed graph opens that the committed one kept: a weaker label or another steward, a row label or access
 * directive that is gone or admits more, something hidden made visible, an argument that no longer says what it reads.
 * By coordinate, whichever agency and file it stands in. What was removed from the graph is no loosening. Texts that
 * cannot be read say so elsewhere and give nothing here.
 */
export const loosened = (
  committed: readonly SubgraphSource[],
  working: readonly SubgraphSource[],
): readonly Problem[] => {
  const before = readGraph(committed);
  const after = readGraph(working);
  return inReadingOrder([
    ...fieldLabels(before, after),
    ...rows(before, after),
    ...reads(before, after),
    ...directives(before, after),
  ]);
};

/** Agencies’ schemas, and everything in them that has a coordinate, each with every agency's word on it. */
interface Graph {
  readonly subgraphs: readonly Subgraph[];
  readonly elements: ReadonlyMap<string, readonly Element[]>;
}

const readGraph = (sources: readonly SubgraphSource[]): Graph => {
  const subgraphs = sources.flatMap((source) => readSource(source).subgraph ?? []);
  return { subgraphs, elements: elementsAcross(subgraphs) };
};

const fieldLabels = (before: Graph, after: Graph): readonly Problem[] => {
  const now = definitionsOf(after.subgraphs);
  return [...definitionsOf(before.subgraphs)].flatMap(([coordinate, definitions]) => {
    const was = labelAcross(definitions);
    const is = labelAcross(now.get(coordinate) ?? []);
    // A field that lost its label is refused to all, and says so as unlabelled.
    if (!was || !is) return [];
    // A steward shares what it answers for.
    const opened = [...looserAxes(is, was), ...(is.steward === was.steward ? [] : ['steward' as const])];
    if (opened.length === 0) return [];
    const kept = definitions.filter(({ label }) => opened.some((part) => label?.[part] === was[part]));
    return say(
      after,
      coordinate,
      kept,
      `has a label that may open more than the committed one (${opened.map((part) => `${part} was ${was[part]}, is ${is[part]}`).join('; ')})`,
      `keep ${AXES.map((axis) => `${axis}: ${was[axis]}`).join(', ')}, steward: "${was.steward}"`,
    );
  });
};

/** Subgraphs that label the rows of one type say the same, so one of them speaks for all; so it is with what inputs read. */
const rows = (before: Graph, after: Graph): readonly Problem[] => {
  const [was, is] = [rowLabels(before), rowLabels(after)];
  return [...was].flatMap(([type, { subgraph, row }]) => {
    if (!after.elements.has(type)) return [];
    const now = is.get(type)?.row;
    const opened = looserRoles(row, now);
    if (opened.length === 0) return [];
    const changes = opened.map((role) => `${role}: ${shown(row[role])}, now ${shown(now?.[role])}`);
    return say(
      after,
      type,
      [{ subgraph }],
      `no longer judges rows as is committed (${changes.join('; ')})`,
      'keep the row label as committed',
    );
  });
};

const rowLabels = ({ subgraphs }: Graph) =>
  new Map(
    subgraphs.flatMap((subgraph) =>
      [...subgraph.types.values()].flatMap((type) => {
        const row = rowLabel(subgraph, type);
        return row ? [[type.name, { subgraph, row }] as const] : [];
      }),
    ),
  );

const shown = (role: string | readonly string[] | undefined): string => [role ?? 'none'].flat().join(', ');

const reads = (before: Graph, after: Graph): readonly Problem[] => {
  const [was, is] = [readsByInput(before), readsByInput(after)];
  return [...was].flatMap(([coordinate, { subgraph, fields }]) => {
    const lost = fields.filter((field) => !is.get(coordinate)?.fields.includes(field));
    if (!after.elements.has(coordinate) || lost.length === 0) return [];
    return say(
      after,
      coordinate,
      [{ subgraph }],
      `no longer says that it reads ${lost.join(', ')}`,
      'keep them in @reads while the argument filters or sorts by them',
    );
  });
};

const readsByInput = ({ subgraphs }: Graph) =>
  new Map(
    subgraphs.flatMap((subgraph) =>
      inputsOf(subgraph).flatMap(({ coordinate, directives }) => {
        const [node] = labelDirectives(subgraph.links, directives, 'reads');
        return node ? [[coordinate, { subgraph, fields: readsOf(node) }] as const] : [];
      }),
    ),
  );

/** Access directives that are gone or admit more, and what was hidden and became visible. */
const directives = (before: Graph, after: Graph): readonly Problem[] =>
  [...before.elements].flatMap(([coordinate, was]) => {
    const is = after.elements.get(coordinate);
    if (!is) return [];
    const lost = ACCESS_DIRECTIVES.flatMap((name) => {
      const now = is.flatMap((each) => accessDirectives(each.subgraph, each.directives, name));
      const keepers = was.filter((each) =>
        accessDirectives(each.subgraph, each.directives, name).some(
          (node) => !now.some((other) => asksAsMuch(name, other, node)),
        ),
      );
      return keepers.length === 0 ? [] : [{ name, keepers }];
    });
    const hiding = was.filter((each) => isInaccessible(each.subgraph, each));
    const isShown = hiding.length > 0 && !is.some((each) => isInaccessible(each.subgraph, each));
    return [
      ...lost.flatMap(({ name, keepers }) =>
        say(after, coordinate, keepers, `no longer asks all that the committed @${name} asks`, 'keep it'),
      ),
      ...(isShown
        ? say(after, coordinate, hiding, 'was hidden by @inaccessible and can be seen now', 'keep it hidden')
        : []),
    ];
  });

/** Says it once, to an agency that kept it closed where that one still has the place, else to the first that has. */
const say = (
  { elements }: Graph,
  coordinate: string,
  keepers: readonly { readonly subgraph: Subgraph }[],
  what: string,
  keep: string,
): readonly Problem[] => {
  const here = elements.get(coordinate) ?? [];
  const names = keepers.map(({ subgraph }) => subgraph.name);
  const told = here.find(({ subgraph }) => names.includes(subgraph.name)) ?? here[0];
  if (!told) return [];
  return [
    problem('LABEL_LOOSENED', {
      subgraph: told.subgraph.name,
      coordinate,
      ...at(told.node),
      says: `${coordinate} ${what}.`,
      fix:
        `If that is not meant, ${keep}. If it is, commit it by itself, so that a reviewer sees it: this is said until main ` +
        'has it, and --against <that commit> asks whether anything was loosened since.',
    }),
  ];
};
