import { getLocation, type ASTNode } from 'graphql';
import type { Place } from '../problem.js';

/** Where a node stands in the text that it was parsed from; a described one where its name is, not its description. */
export const placeOf = (node: ASTNode | undefined): Place | undefined => {
  const named = node && 'description' in node && node.description && 'name' in node ? node.name : undefined;
  const loc = named?.loc ?? node?.loc;
  return loc && Object.freeze({ file: loc.source.name, ...getLocation(loc.source, loc.start) });
};

/** The `place` of a problem, or nothing where the node was made by us. */
export const at = (node: ASTNode | undefined): { readonly place?: Place } => {
  const place = placeOf(node);
  return place ? { place } : {};
};
