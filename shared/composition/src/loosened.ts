import type { ASTNode, ConstDirectiveNode } from 'graphql';
import { ACCESS_DIRECTIVES, accessDirectives } from './checks/access-directives.js';
import { inputsOf } from './checks/reads.js';
import { rowLabelFields } from './labels/directives.js';
import { isInaccessible } from './labels/effective-label.js';
import { labelTable } from './labels/merged-labels.js';
import { AXES, looserAxes } from './labels/strictness.js';
import { inReadingOrder, problem, type Problem } from './problem.js';
import { argumentsOf } from './sdl/links.js';
import { at } from './sdl/place.js';
import { readSource, type SubgraphSource } from './sdl/read-source.js';
import type { Subgraph } from './sdl/subgraph.js';

/**
 * What a changed subgraph opens that the committed one kept: a weaker or lost label, a row label or access directive that
 * is gone or reads otherwise, a hidden field made visible, an argument that no longer says what it reads. Fields and types
 * that were removed are no loosening. Texts that cannot be read say so elsewhere and give nothing here.
 */
export const loosened = (committed: SubgraphSource, working: SubgraphSource): readonly Problem[] => {
  const before = readSource(committed).subgraph;
  const after = readSource(working).subgraph;
  if (!before || !after) return [];
  return inReadingOrder([
    ...fieldLabels(before, after),
    ...rows(before, after),
    ...reads(before, after),
    ...directives(before, after),
  ]);
};

const fieldLabels = (before: Subgraph, after: Subgraph): readonly Problem[] => {
  const [was, is] = [labelTable(before).fields, labelTable(after).fields];
  const elements = elementsOf(after);
  return [...was].flatMap(([coordinate, label]) => {
    const field = elements.get(coordinate);
    if (!field) return [];
    const now = is.get(coordinate);
    // A field that lost its label is refused to all, and says so as unlabelled.
    const looser = now ? looserAxes(now, label) : [];
    if (!now || looser.length === 0) return [];
    return say(
      after,
      coordinate,
      field.node,
      `is weaker than the committed label (${looser.map((axis) => `${axis} was ${label[axis]}, is ${now[axis]}`).join(', ')})`,
      `keep ${AXES.map((axis) => `${axis}: ${label[axis]}`).join(', ')}`,
    );
  });
};

const rows = (before: Subgraph, after: Subgraph): readonly Problem[] => {
  const [was, is] = [labelTable(before).rows, labelTable(after).rows];
  return [...was].flatMap(([type, row]) => {
    const definition = after.types.get(type);
    const now = is.get(type);
    if (!definition) return [];
    const kept = new Set(now ? rowLabelFields(now) : []);
    const lost = rowLabelFields(row).filter((name) => !kept.has(name));
    if (lost.length === 0) return [];
    return say(
      after,
      type,
      definition.nodes[0],
      `no longer judges rows by ${lost.join(', ')}`,
      'keep the row label as committed',
    );
  });
};

const reads = (before: Subgraph, after: Subgraph): readonly Problem[] => {
  const [was, is] = [labelTable(before).reads, labelTable(after).reads];
  const inputs = new Map(inputsOf(after).map((each) => [each.coordinate, each.node]));
  return [...was].flatMap(([coordinate, fields]) => {
    const node = inputs.get(coordinate);
    const lost = fields.filter((field) => !is.get(coordinate)?.includes(field));
    if (!node || lost.length === 0) return [];
    return say(
      after,
      coordinate,
      node,
      `no longer says that it reads ${lost.join(', ')}`,
      'keep them in @reads while the argument filters or sorts by them',
    );
  });
};

/** Access directives that are gone or changed, and hidden fields that became visible. */
const directives = (before: Subgraph, after: Subgraph): readonly Problem[] => {
  const now = elementsOf(after);
  return [...elementsOf(before)].flatMap(([coordinate, was]) => {
    const is = now.get(coordinate);
    if (!is) return [];
    const lost = ACCESS_DIRECTIVES.filter((name) => {
      const kept = accessDirectives(after, is.directives, name).map(requirement);
      return accessDirectives(before, was.directives, name).some((each) => !kept.includes(requirement(each)));
    });
    const shown = isInaccessible(before, was) && !isInaccessible(after, is);
    return [
      ...lost.map((name) => say(after, coordinate, is.node, `no longer has the @${name} that is committed`, 'keep it')),
      ...(shown
        ? [say(after, coordinate, is.node, 'was hidden by @inaccessible and can be selected now', 'keep it hidden')]
        : []),
    ];
  });
};

interface Element {
  readonly node: ASTNode | undefined;
  readonly directives: readonly ConstDirectiveNode[];
}

const elementsOf = (subgraph: Subgraph): ReadonlyMap<string, Element> =>
  new Map(
    [...subgraph.types.values()].flatMap((type): readonly (readonly [string, Element])[] => [
      [type.name, { node: type.nodes[0], directives: type.directives }],
      ...[...type.fields.values()].map((field) => [field.coordinate, field] as const),
    ]),
  );

const requirement = (node: ConstDirectiveNode): string => JSON.stringify(argumentsOf(node));

const say = (subgraph: Subgraph, coordinate: string, node: ASTNode | undefined, what: string, keep: string): Problem =>
  problem('LABEL_LOOSENED', {
    subgraph: subgraph.name,
    coordinate,
    ...at(node),
    says: `${coordinate} ${what}.`,
    fix: `If that is not meant, ${keep}. If it is, commit it by itself, so that a reviewer sees it.`,
  });
