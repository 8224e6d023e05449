import { FEDERATION_SPEC, readLinks, type Links } from '@agency-graph/composition';
import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  parse,
  valueFromASTUntyped,
  type ConstDirectiveNode,
} from 'graphql';

/** Outer OR, inner AND. */
export type Alternatives = readonly (readonly string[])[];

/** What a decision of the directives stands on, where another names a rule of the policy. */
export const DIRECTIVES = 'directives';

/** What one application of an access directive asks of a caller. */
export type Demand =
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'requiresScopes'; readonly anyOf: Alternatives }
  | { readonly kind: 'policy'; readonly anyOf: Alternatives };

/** By `Type` and by `Type.field`, all of which a caller must meet; a place without access directives is not in it. */
export type Demands = ReadonlyMap<string, readonly Demand[]>;

const ARGUMENT = { requiresScopes: 'scopes', policy: 'policies' } as const;

/**
 * Reads the standard access directives as a supergraph has them written. A directive is one of them by the identity of
 * its link, whatever it is called and whichever version is linked; composition has merged subgraphs by AND already.
 */
export function readDemands(supergraphSdl: string): Demands {
  const document = parse(supergraphSdl, { noLocation: true });
  const links = readLinks(document);
  const found = new Map<string, readonly Demand[]>();
  const read = (place: string, directives: readonly ConstDirectiveNode[] = []): void => {
    const demands = directives.flatMap((node) => demandOf(node, links));
    if (demands.length > 0) found.set(place, [...(found.get(place) ?? []), ...demands]);
  };
  for (const node of document.definitions) {
    if (!isTypeDefinitionNode(node) && !isTypeExtensionNode(node)) continue;
    read(node.name.value, node.directives);
    if (!('fields' in node)) continue;
    for (const field of node.fields ?? []) read(`${node.name.value}.${field.name.value}`, field.directives);
  }
  return found;
}

function demandOf(node: ConstDirectiveNode, links: Links): readonly Demand[] {
  const identity = links.identify(node.name.value);
  if (identity === undefined) return [];
  const { name, spec } = identity;
  if (spec !== FEDERATION_SPEC && spec !== `https://specs.apollo.dev/${name}`) return [];
  if (name === 'authenticated') return [{ kind: name }];
  if (name === 'requiresScopes' || name === 'policy')
    return [{ kind: name, anyOf: alternatives(node, ARGUMENT[name]) }];
  return [];
}

function alternatives(directive: ConstDirectiveNode, argument: string): Alternatives {
  const node = directive.arguments?.find((one) => one.name.value === argument);
  const value: unknown = node === undefined ? undefined : valueFromASTUntyped(node.value);
  if (!Array.isArray(value) || !value.every(Array.isArray)) return NOBODY;
  return value.map((all) => (all as unknown[]).map(String));
}

/** What cannot be read is met by nobody. */
const NOBODY: Alternatives = [['\0']];

/** Whether one of the alternatives holds; `[]` and `[[]]` ask for nothing. */
export const anyHolds = (anyOf: Alternatives, holds: (name: string) => boolean): boolean =>
  anyOf.length === 0 || anyOf.some((all) => all.every(holds));
