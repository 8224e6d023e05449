import type { ASTNode, ConstDirectiveNode } from 'graphql';
import type { Subgraph, SubgraphType } from './subgraph.js';

/** Something of a subgraph that has a coordinate. */
export interface Element {
  readonly subgraph: Subgraph;
  /** The type that it is or stands in. */
  readonly type: SubgraphType;
  readonly coordinate: string;
  readonly part: 'type' | 'field' | 'argument' | 'value';
  readonly node: ASTNode | undefined;
  readonly directives: readonly ConstDirectiveNode[];
}

/** Every type, field, argument and enum value of a subgraph. */
export const elementsOf = (subgraph: Subgraph): readonly Element[] =>
  [...subgraph.types.values()].flatMap((type) => {
    const element = (
      part: Element['part'],
      coordinate: string,
      node: ASTNode | undefined,
      directives: Element['directives'] = [],
    ): Element => ({ subgraph, type, coordinate, part, node, directives });
    return [
      element('type', type.name, type.nodes[0], type.directives),
      ...[...type.fields.values()].flatMap((field) => [
        element('field', field.coordinate, field.node, field.directives),
        ...field.arguments.map((each) =>
          element('argument', `${field.coordinate}(${each.name.value}:)`, each, each.directives),
        ),
      ]),
      ...type.nodes
        .flatMap((node) => ('values' in node ? (node.values ?? []) : []))
        .map((value) => element('value', `${type.name}.${value.name.value}`, value, value.directives)),
    ];
  });

/** Every subgraph's word on each thing that has a coordinate. */
export const elementsAcross = (subgraphs: readonly Subgraph[]): ReadonlyMap<string, readonly Element[]> => {
  const elements = new Map<string, Element[]>();
  for (const element of subgraphs.flatMap(elementsOf))
    elements.set(element.coordinate, [...(elements.get(element.coordinate) ?? []), element]);
  return elements;
};
