import type { Label } from '@agency-graph/contract';
import type { ASTNode } from 'graphql';
import { problem, type Problem } from '../problem.js';
import { looserAxes } from '../labels/strictness.js';
import { fieldSet } from '../sdl/field-set.js';
import { argumentsOf, FEDERATION_SPEC } from '../sdl/links.js';
import { at } from '../sdl/place.js';
import { applied, type Subgraph, type SubgraphField, type SubgraphType } from '../sdl/subgraph.js';

/**
 * A field computed from others (`@requires`, `@fromContext`) is at least as strict as each of them, or it would be a way
 * round their labels. Checked link by link, which holds for chains of any length because strictness is transitive.
 */
export const requiresAsStrict = (
  subgraphs: readonly Subgraph[],
  labels: ReadonlyMap<string, Label>,
): readonly Problem[] =>
  subgraphs.flatMap((subgraph) =>
    [...subgraph.types.values()].flatMap((type) =>
      [...type.fields.values()].flatMap((field) =>
        readBy(subgraph, type, field).flatMap(({ coordinate, node }) => {
          const reader = labels.get(field.coordinate);
          const read = labels.get(coordinate);
          const looser = reader && read ? looserAxes(reader, read) : [];
          if (!reader || !read || looser.length === 0) return [];
          return problem('REQUIRES_STRICTER', {
            subgraph: subgraph.name,
            coordinate: field.coordinate,
            ...at(node),
            says: `${field.coordinate} is made from ${coordinate}, and is weaker (${looser.map((axis) => `${axis} ${reader[axis]} against ${read[axis]}`).join(', ')}): whoever may not read the one would learn it from the other.`,
            fix: `Label ${field.coordinate} at least ${looser.map((axis) => `${axis}: ${read[axis]}`).join(', ')}, or do not read ${coordinate}.`,
          });
        }),
      ),
    ),
  );

interface Read {
  readonly coordinate: string;
  readonly node: ASTNode;
}

const readBy = (subgraph: Subgraph, type: SubgraphType, field: SubgraphField): readonly Read[] => [
  ...applied(subgraph.links, field.directives, 'requires', FEDERATION_SPEC).flatMap((node) =>
    fieldSet(subgraph, type.name, String(argumentsOf(node)['fields'] ?? '')).map((coordinate) => ({
      coordinate,
      node,
    })),
  ),
  ...field.arguments.flatMap((argument) =>
    applied(subgraph.links, argument.directives ?? [], 'fromContext', FEDERATION_SPEC).flatMap((node) =>
      fromContext(subgraph, String(argumentsOf(node)['field'] ?? '')).map((coordinate) => ({ coordinate, node })),
    ),
  ),
];

/** `$name { field }` reads from every type that sets the context `name`. */
const fromContext = (subgraph: Subgraph, text: string): readonly string[] => {
  const [, name, selection] = /^\s*\$(\w+)\s*(?:on\b)?([\s\S]*)$/.exec(text) ?? [];
  if (!name || !selection) return [];
  const inner = selection.trim().replace(/^\{([\s\S]*)\}$/, '$1');
  return [...subgraph.types.values()]
    .filter((type) =>
      applied(subgraph.links, type.directives, 'context', FEDERATION_SPEC).some(
        (node) => argumentsOf(node)['name'] === name,
      ),
    )
    .flatMap((type) => fieldSet(subgraph, type.name, inner));
};
