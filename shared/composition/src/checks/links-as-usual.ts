import { Kind, print, type ConstDirectiveNode, type DirectiveDefinitionNode } from 'graphql';
import { problem, type Problem } from '../problem.js';
import { argumentsOf, LINK_SPEC, onSchema } from '../sdl/links.js';
import { at } from '../sdl/place.js';
import type { Subgraph } from '../sdl/subgraph.js';

/** A second specification from whose directive composition reads what is linked. */
const CORE_SPEC = 'https://specs.apollo.dev/core';

/**
 * Composition takes many spellings for one address, and directives of other names for `@link`. What is linked so would be
 * one specification for composition and another for the checks, and is refused.
 */
export const linksAsUsual = (subgraph: Subgraph): readonly Problem[] => {
  const namesake = subgraph.document.definitions.some(
    (node) => node.kind === Kind.DIRECTIVE_DEFINITION && node.name.value === 'link' && !definesLink(node),
  );
  return onSchema(subgraph.document).flatMap((node) => {
    const found = unusualLink(node) ?? (node.name.value === 'link' ? unusualAddress(node, namesake) : undefined);
    return found ? problem('UNUSUAL_LINK', { subgraph: subgraph.name, ...at(node), ...found }) : [];
  });
};

type Words = Pick<Problem, 'says' | 'fix'>;

const unusualLink = (node: ConstDirectiveNode): Words | undefined => {
  const name = node.name.value;
  const { url, feature } = argumentsOf(node);
  const specs = [url, feature].map((each) => addressOf(each)?.spec);
  if (!specs.includes(CORE_SPEC) && (name === 'link' || !specs.includes(LINK_SPEC))) return undefined;
  return {
    says: `@${name} is made here what composition reads specifications from, in the place of @link.`,
    fix: `Remove it, and link specifications by @link(url: …, import: […]).`,
  };
};

const unusualAddress = (node: ConstDirectiveNode, namesake: boolean): Words | undefined => {
  const { url } = argumentsOf(node);
  const address = addressOf(url);
  if (namesake)
    return {
      says: 'This schema defines a @link that is not the one by which specifications are linked.',
      fix: 'Remove the definition, or give your directive another name.',
    };
  if (!address)
    return {
      says: 'This @link has no address of a specification and its version.',
      fix: 'Write one, such as url: "https://specs.apollo.dev/federation/v2.9".',
    };
  const usual = `${address.spec}/v${address.version}`;
  if (usual === url) return undefined;
  return {
    says: `This @link has the address ${JSON.stringify(url)}, which composition reads as ${usual}.`,
    fix: `Write url: ${JSON.stringify(usual)}.`,
  };
};

/** A specification and its version as composition reads them from an address; see https://specs.apollo.dev/link/v1.0/. */
const addressOf = (written: unknown): { readonly spec: string; readonly version: string } | undefined => {
  if (typeof written !== 'string' || !URL.canParse(written)) return undefined;
  const url = new URL(written);
  const [, path, major, minor] = /^(.*[^/])\/v(\d+)\.(\d+)$/.exec(url.pathname) ?? [];
  if (path === undefined) return undefined;
  Object.assign(url, { username: '', password: '', search: '', hash: '', pathname: path });
  return { spec: url.href, version: `${Number(major)}.${Number(minor)}` };
};

/** Whether composition takes a definition of `@link` for the one of its specification. */
const definesLink = (node: DirectiveDefinitionNode): boolean => {
  const typeOf = (name: string): string | undefined => {
    const argument = node.arguments?.find((each) => each.name.value === name);
    return argument && print(argument.type);
  };
  return (
    node.repeatable &&
    node.locations.map(({ value }) => value).join() === 'SCHEMA' &&
    ['String', 'String!'].includes(typeOf('url') ?? '') &&
    ['String', undefined].includes(typeOf('as'))
  );
};
