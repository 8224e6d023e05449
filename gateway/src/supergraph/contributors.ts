import { Kind, parse, type ConstDirectiveNode } from 'graphql';

/** `Type.field` → the subgraphs that give it, by their public names, as a supergraph's `@join__…` directives say. */
export function contributorsOf(supergraphSdl: string): ReadonlyMap<string, readonly string[]> {
  const document = parse(supergraphSdl, { noLocation: true });
  const names = new Map<string, string>();
  for (const node of document.definitions) {
    if (node.kind !== Kind.ENUM_TYPE_DEFINITION || node.name.value !== 'join__Graph') continue;
    for (const value of node.values ?? []) {
      const name = argument(value.directives?.find(named('join__graph')), 'name');
      names.set(value.name.value, name ?? value.name.value.toLowerCase());
    }
  }
  const graphsOf = (directives: readonly ConstDirectiveNode[]): readonly string[] => [
    ...new Set(
      directives.flatMap((one) => {
        const graph = argument(one, 'graph');
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
      const given = joins.filter((one) => argument(one, 'external') !== 'true');
      contributors.set(`${node.name.value}.${field.name.value}`, joins.length === 0 ? ofType : graphsOf(given));
    }
  }
  return contributors;
}

const named =
  (name: string) =>
  (directive: ConstDirectiveNode): boolean =>
    directive.name.value === name;

function argument(directive: ConstDirectiveNode | undefined, name: string): string | undefined {
  const value = directive?.arguments?.find((one) => one.name.value === name)?.value;
  return value !== undefined && 'value' in value ? String(value.value) : undefined;
}
