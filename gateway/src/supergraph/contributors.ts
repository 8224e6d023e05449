import { Kind, parse, type ConstDirectiveNode } from 'graphql';
import { argumentOf, named, subgraphNames } from './join-directives.js';

/** `Type.field` → the subgraphs that give it, by their public names, as a supergraph's `@join__…` directives say. */
export function contributorsOf(supergraphSdl: string): ReadonlyMap<string, readonly string[]> {
  const document = parse(supergraphSdl, { noLocation: true });
  const names = subgraphNames(document);
  const graphsOf = (directives: readonly ConstDirectiveNode[]): readonly string[] => [
    ...new Set(
      directives.flatMap((one) => {
        const graph = argumentOf(one, 'graph');
        return graph === undefined ? [] : [names.get(graph) ?? graph];
      }),
    ),
  ];
  const contributors = new Map<string, readonly string[]>();
  for (const node of document.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const ofType = graphsOf((node.directives ?? []).filter(named('join__type')));
    for (const field of node.fields ?? []) {
      const joins = (field.directives ?? []).filter(named('join__field'));
      const given = joins.filter((one) => argumentOf(one, 'external') !== 'true');
      contributors.set(`${node.name.value}.${field.name.value}`, joins.length === 0 ? ofType : graphsOf(given));
    }
  }
  return contributors;
}

/** Type → the subgraphs that have it otherwise than as a mere reference to another's (`resolvable: false`). */
export function resolversOf(supergraphSdl: string): ReadonlyMap<string, ReadonlySet<string>> {
  const document = parse(supergraphSdl, { noLocation: true });
  const names = subgraphNames(document);
  const resolvers = new Map<string, ReadonlySet<string>>();
  for (const node of document.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const joins = (node.directives ?? []).filter(named('join__type'));
    const graphs = joins
      .filter((one) => argumentOf(one, 'resolvable') !== 'false')
      .flatMap((one) => argumentOf(one, 'graph') ?? []);
    resolvers.set(node.name.value, new Set(graphs.map((graph) => names.get(graph) ?? graph)));
  }
  return resolvers;
}
