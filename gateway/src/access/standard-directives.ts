import { readLinks } from '@agency-graph/composition';
import { Kind, parse, valueFromASTUntyped, type ConstDirectiveNode, type TypeDefinitionNode } from 'graphql';

/** Specifications of the three access directives; a directive is one of them by its link, whatever it is called. */
const SPECS = {
  authenticated: 'https://specs.apollo.dev/authenticated',
  requiresScopes: 'https://specs.apollo.dev/requiresScopes',
  policy: 'https://specs.apollo.dev/policy',
} as const;

/** Outer OR, inner AND. */
type Alternatives = readonly (readonly string[])[];

/** What the standard directives ask of a caller at one place; different directives are a conjunction. */
export interface Requirement {
  readonly authenticated: boolean;
  readonly scopes: Alternatives | null;
  readonly policies: Alternatives | null;
}

/** By `Type` and by `Type.field`; a place without access directives is not in it. */
export type Requirements = ReadonlyMap<string, Requirement>;

/** Reads the standard access directives of a supergraph. Composition has merged them already: subgraphs by AND. */
export function readRequirements(supergraphSdl: string): Requirements {
  const document = parse(supergraphSdl, { noLocation: true });
  const links = readLinks(document);
  const names = {
    authenticated: links.localName(SPECS.authenticated, 'authenticated'),
    requiresScopes: links.localName(SPECS.requiresScopes, 'requiresScopes'),
    policy: links.localName(SPECS.policy, 'policy'),
  };
  const found = new Map<string, Requirement>();
  const read = (place: string, directives: readonly ConstDirectiveNode[] = []): void => {
    const named = (name: string | undefined) =>
      name === undefined ? undefined : directives.find((one) => one.name.value === name);
    const [authenticated, scopes, policy] = [
      named(names.authenticated),
      named(names.requiresScopes),
      named(names.policy),
    ];
    if (authenticated === undefined && scopes === undefined && policy === undefined) return;
    found.set(place, {
      authenticated: authenticated !== undefined,
      scopes: scopes === undefined ? null : alternatives(scopes, 'scopes'),
      policies: policy === undefined ? null : alternatives(policy, 'policies'),
    });
  };
  for (const node of document.definitions) {
    if (!('name' in node) || !('directives' in node) || node.kind === Kind.OPERATION_DEFINITION) continue;
    const type = node as TypeDefinitionNode;
    read(type.name.value, type.directives);
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of type.fields ?? []) read(`${type.name.value}.${field.name.value}`, field.directives);
  }
  return found;
}

function alternatives(directive: ConstDirectiveNode, argument: string): Alternatives {
  const node = directive.arguments?.find((one) => one.name.value === argument);
  const value: unknown = node === undefined ? undefined : valueFromASTUntyped(node.value);
  if (!Array.isArray(value) || !value.every(Array.isArray)) return NOBODY;
  return value.map((all) => (all as unknown[]).map(String));
}

/** What cannot be read is met by nobody. */
const NOBODY: Alternatives = [['\0']];

/** Whether a caller of these scopes meets what a place asks; a policy that nobody decides is not met. */
export function isMet(requirement: Requirement, scopes: ReadonlySet<string>, authenticated: boolean): boolean {
  if (requirement.authenticated && !authenticated) return false;
  return meets(requirement.scopes, (scope) => scopes.has(scope)) && meets(requirement.policies, () => false);
}

/** `[]` and `[[]]` ask for nothing. */
const meets = (wanted: Alternatives | null, has: (one: string) => boolean): boolean =>
  wanted === null || wanted.length === 0 || wanted.some((all) => all.every(has));
