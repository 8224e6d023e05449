import { Kind, parse, type ConstDirectiveNode } from 'graphql';
import { ACCESS_DIRECTIVES, accessSpec } from './checks/access-directives.js';
import { readLinks } from './sdl/links.js';

const ACCESS_SPECS: readonly string[] = ACCESS_DIRECTIVES.map(accessSpec);

/**
 * The copy of a supergraph for the Apollo gateway, which refuses to start on access directives that it does not enforce:
 * `for: SECURITY` is cut from the three access links and from nothing else. The original stays the source of the rules.
 */
export const gatewaySdl = (supergraphSdl: string): string =>
  readLinks(parse(supergraphSdl))
    .all.filter((link) => ACCESS_SPECS.includes(link.spec))
    .flatMap((link) => securityArgument(supergraphSdl, link.node))
    .sort((a, b) => b.start - a.start)
    .reduce((sdl, { start, end }) => sdl.slice(0, start) + sdl.slice(end), supergraphSdl);

interface Cut {
  readonly start: number;
  readonly end: number;
}

const securityArgument = (sdl: string, link: ConstDirectiveNode): readonly Cut[] => {
  const argument = (link.arguments ?? []).find(
    (each) => each.name.value === 'for' && each.value.kind === Kind.ENUM && each.value.value === 'SECURITY',
  );
  if (!argument?.loc) return [];
  const comma = /[\s,]*$/.exec(sdl.slice(0, argument.loc.start))?.[0].length ?? 0;
  return [{ start: argument.loc.start - comma, end: argument.loc.end }];
};
