import { Kind, type ConstDirectiveNode, type ConstValueNode, type DocumentNode } from 'graphql';

/** The subgraphs of a supergraph: their public names by the values of `join__Graph`. */
export function subgraphNames(document: DocumentNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const node of document.definitions) {
    if (node.kind !== Kind.ENUM_TYPE_DEFINITION || node.name.value !== 'join__Graph') continue;
    for (const value of node.values ?? []) {
      const name = argumentOf(value.directives?.find(named('join__graph')), 'name');
      names.set(value.name.value, name ?? value.name.value.toLowerCase());
    }
  }
  return names;
}

export const named =
  (name: string) =>
  (directive: ConstDirectiveNode): boolean =>
    directive.name.value === name;

/** A scalar argument as text. */
export function argumentOf(directive: ConstDirectiveNode | undefined, name: string): string | undefined {
  const value = directive?.arguments?.find((one) => one.name.value === name)?.value;
  return value !== undefined && 'value' in value ? String(value.value) : undefined;
}

/** The directive with one argument set. */
export function withArgument(directive: ConstDirectiveNode, name: string, value: string | boolean): ConstDirectiveNode {
  const others = (directive.arguments ?? []).filter((one) => one.name.value !== name);
  const set: ConstValueNode = typeof value === 'string' ? { kind: Kind.STRING, value } : { kind: Kind.BOOLEAN, value };
  const argument = { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: name }, value: set } as const;
  return { ...directive, arguments: [...others, argument] };
}
