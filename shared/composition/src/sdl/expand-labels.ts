import { LABEL_LINK, LABEL_SPEC, labelDefinitions } from '@agency-graph/contract';
import {
  Kind,
  parse,
  visit,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql';
import { LABEL_DIRECTIVES, labelDirectives } from '../labels/directives.js';
import { effectiveLabel } from '../labels/effective-label.js';
import { labelDirective } from './label-nodes.js';
import { argumentsOf, FEDERATION_SPEC, type Links } from './links.js';
import type { Subgraph } from './subgraph.js';

/**
 * A subgraph's document with every label written out: type defaults become field labels, renamed imports get their own
 * names back, and the link, the definitions and `@composeDirective` stand whether or not the agency wrote them (a
 * forgotten one would drop the labels silently). Nodes keep the places of the text that they came from.
 */
export const expandLabels = (subgraph: Subgraph): DocumentNode => {
  if (!usesLabels(subgraph)) return subgraph.document;
  const own = localNames(subgraph);
  const kept = subgraph.document.definitions.flatMap((node): readonly DefinitionNode[] => {
    if (node.kind === Kind.DIRECTIVE_DEFINITION && own.has(node.name.value)) return [];
    if (node.kind !== Kind.SCHEMA_DEFINITION && node.kind !== Kind.SCHEMA_EXTENSION) return [node];
    const directives = (node.directives ?? []).filter((each) => !linksOrComposesLabels(subgraph, each, own));
    const empty = directives.length === 0 && (node.operationTypes ?? []).length === 0;
    return empty ? [] : [{ ...node, directives }];
  });
  const defined = new Set(kept.flatMap((node) => ('name' in node && node.name ? [node.name.value] : [])));
  const definitions = labelDefinitions().definitions.filter(
    (node) => !('name' in node && node.name && defined.has(node.name.value)),
  );
  const expanded = visit<DocumentNode>(
    { ...subgraph.document, definitions: kept },
    {
      ObjectTypeDefinition: (node) => expandType(subgraph, node),
      ObjectTypeExtension: (node) => expandType(subgraph, node),
      Directive: (node) => rename(subgraph, node as ConstDirectiveNode),
    },
  );
  return { ...expanded, definitions: [...expanded.definitions, ...labelLink(subgraph.links), ...definitions] };
};

/** Whether a subgraph carries any label directive. */
export const usesLabels = (subgraph: Subgraph): boolean =>
  [...subgraph.types.values()].some((type) =>
    [type, ...type.fields.values()].some((each) =>
      LABEL_DIRECTIVES.some((name) => labelDirectives(subgraph.links, each.directives, name).length > 0),
    ),
  );

const expandType = <N extends ObjectTypeDefinitionNode | ObjectTypeExtensionNode>(subgraph: Subgraph, node: N): N => {
  const type = subgraph.types.get(node.name.value);
  const typeLabels = new Set(labelDirectives(subgraph.links, node.directives, 'label'));
  const fields = (node.fields ?? []).map((field) => {
    const known = type?.fields.get(field.name.value);
    const label = type && known ? effectiveLabel(subgraph, type, known) : undefined;
    if (!label || labelDirectives(subgraph.links, field.directives, 'label').length > 0) return field;
    return {
      ...field,
      directives: [...(field.directives ?? []), labelDirective('label', label, [...typeLabels][0]?.loc)],
    };
  });
  return { ...node, fields, directives: (node.directives ?? []).filter((each) => !typeLabels.has(each)) };
};

const rename = (subgraph: Subgraph, node: ConstDirectiveNode): ConstDirectiveNode | undefined => {
  const identity = subgraph.links.identify(node.name.value);
  if (identity?.spec !== LABEL_SPEC || identity.name === node.name.value) return undefined;
  return { ...node, name: { ...node.name, value: identity.name } };
};

const localNames = (subgraph: Subgraph): ReadonlySet<string> =>
  new Set(LABEL_DIRECTIVES.flatMap((name) => subgraph.links.localName(LABEL_SPEC, name) ?? []));

const linksOrComposesLabels = (subgraph: Subgraph, node: ConstDirectiveNode, own: ReadonlySet<string>): boolean => {
  if (subgraph.links.of(LABEL_SPEC)?.node === node) return true;
  const identity = subgraph.links.identify(node.name.value);
  if (identity?.spec !== FEDERATION_SPEC || identity.name !== 'composeDirective') return false;
  return own.has(String(argumentsOf(node)['name'] ?? '').replace(/^@/, ''));
};

/** The label link and its `@composeDirective`s, under the names that a document gives `@link` and `@composeDirective`. */
export const labelLink = (links: Links): readonly DefinitionNode[] => {
  const linkName = links.all[0]?.node.name.value ?? 'link';
  const compose = links.localName(FEDERATION_SPEC, 'composeDirective') ?? 'composeDirective';
  const text = LABEL_LINK.replaceAll('@link(', `@${linkName}(`).replaceAll('@composeDirective(', `@${compose}(`);
  return parse(text, { noLocation: true }).definitions;
};
