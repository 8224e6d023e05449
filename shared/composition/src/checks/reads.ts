import type { ConstDirectiveNode, InputValueDefinitionNode } from 'graphql';
import { problem, type Problem } from '../problem.js';
import { labelDirectives, readsOf } from '../labels/directives.js';
import { at } from '../sdl/place.js';
import { isInputObject, type Subgraph } from '../sdl/subgraph.js';
import { namedType } from '../sdl/type-name.js';

/** An argument or input field, with the coordinate by which `@reads` is looked up. */
export interface Input {
  readonly coordinate: string;
  readonly node: InputValueDefinitionNode;
  readonly directives: readonly ConstDirectiveNode[];
}

/** Every argument and input field of a subgraph. */
export const inputsOf = (subgraph: Subgraph): readonly Input[] =>
  [...subgraph.types.values()].flatMap((type) =>
    [...type.fields.values()].flatMap((field) =>
      type.kind === 'input'
        ? { coordinate: field.coordinate, node: field.node as InputValueDefinitionNode, directives: field.directives }
        : field.arguments.map((node) => ({
            coordinate: `${field.coordinate}(${node.name.value}:)`,
            node,
            directives: node.directives ?? [],
          })),
    ),
  );

/** Filtering or sorting by a field is reading it: every argument and input field that carries a value says what it reads. */
export const readsStated = (subgraph: Subgraph): readonly Problem[] =>
  inputsOf(subgraph)
    .filter(({ node }) => !isInputObject(subgraph, namedType(node.type)))
    .filter(({ directives }) => labelDirectives(subgraph.links, directives, 'reads').length === 0)
    .map(({ coordinate, node }) =>
      problem('READS_MISSING', {
        subgraph: subgraph.name,
        coordinate,
        ...at(node),
        says: `${coordinate} does not say which fields it reads. Whoever filters or sorts by a field learns what is in it.`,
        fix: 'Write @reads(fields: ["Type.field"]), or @reads(fields: []) for paging and plain keys.',
      }),
    );

/**
 * By what it reads an argument is hidden from some, and recorded as a search for somebody, under the name by which it is
 * given: an interface's argument reads all that it does on any implementation. One that says nothing is told of already.
 */
export const interfacesRead = (subgraph: Subgraph): readonly Problem[] => {
  const inputs = new Map(inputsOf(subgraph).map((input) => [input.coordinate, input]));
  const reads = (input: Input | undefined): readonly string[] | undefined => {
    const [node] = labelDirectives(subgraph.links, input?.directives, 'reads');
    return node && readsOf(node);
  };
  return [...subgraph.types.values()].flatMap((type) =>
    [...type.fields.values()].flatMap((field) =>
      field.arguments.flatMap((argument) => {
        const place = `${field.name}(${argument.name.value}:)`;
        const here = reads(inputs.get(`${type.name}.${place}`)) ?? [];
        return type.interfaces.flatMap((each) => {
          const promised = inputs.get(`${each}.${place}`);
          const said = reads(promised);
          const lacking = said ? here.filter((read) => !said.includes(read)) : [];
          if (!promised || lacking.length === 0) return [];
          return problem('INTERFACE_READS_LESS', {
            subgraph: subgraph.name,
            coordinate: promised.coordinate,
            ...at(promised.node),
            says: `${promised.coordinate} does not say that it reads ${lacking.join(', ')}, as it does on ${type.name}.`,
            fix: 'Write in the interface’s @reads what it reads on any implementation.',
          });
        });
      }),
    ),
  );
};

/** What an argument reads is a field of the graph, of any agency. */
export const readsExist = (subgraphs: readonly Subgraph[]): readonly Problem[] => {
  const known = new Set(
    subgraphs.flatMap((subgraph) =>
      [...subgraph.types.values()]
        .filter((type) => type.kind === 'object' || type.kind === 'interface')
        .flatMap((type) => [...type.fields.values()].map((field) => field.coordinate)),
    ),
  );
  return subgraphs.flatMap((subgraph) =>
    inputsOf(subgraph).flatMap(({ coordinate, directives }) =>
      labelDirectives(subgraph.links, directives, 'reads').flatMap((node) =>
        readsOf(node)
          .filter((read) => !known.has(read))
          .map((read) =>
            problem('READS_UNKNOWN_FIELD', {
              subgraph: subgraph.name,
              coordinate,
              ...at(node),
              says: `${coordinate} says that it reads ${read}, and no agency has such a field.`,
              fix: 'Name the field as Type.field, exactly as its agency writes it.',
            }),
          ),
      ),
    ),
  );
};
