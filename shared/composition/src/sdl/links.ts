import { Kind, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import { constantOf } from './constant.js';

export const LINK_SPEC = 'https://specs.apollo.dev/link';
export const FEDERATION_SPEC = 'https://specs.apollo.dev/federation';
export const COST_SPEC = 'https://specs.apollo.dev/cost';

/** What a local directive name stands for: the identity of a specification and the name it gives the directive. */
export interface DirectiveIdentity {
  readonly spec: string;
  readonly name: string;
}

/** One `@link`: the specification without its version, its version, the local prefix and the imports (local → own name). */
export interface Link {
  readonly spec: string;
  readonly version: string;
  readonly prefix: string;
  readonly imports: ReadonlyMap<string, string>;
  readonly node: ConstDirectiveNode;
}

/** The links of one document, and the two look-ups that make a directive's name a matter of identity. */
export interface Links {
  readonly all: readonly Link[];
  readonly of: (spec: string) => Link | undefined;
  /** What a directive's local name stands for; undefined for a directive of no linked specification. */
  readonly identify: (localName: string) => DirectiveIdentity | undefined;
  /** The local name of a specification's directive, whether or not it is imported; undefined without a link. */
  readonly localName: (spec: string, name: string) => string | undefined;
}

const FEDERATION_1_DIRECTIVES = ['key', 'external', 'requires', 'provides', 'extends', 'tag'];

/** Reads a document's links. Renamed imports keep their identity; see https://specs.apollo.dev/link/v1.0/. */
export const readLinks = (document: DocumentNode): Links => {
  const applied = onSchema(document);
  const linkName = applied.find(isBootstrap)?.name.value ?? 'link';
  const all = applied.filter((node) => node.name.value === linkName).flatMap(readLink);

  const names = new Map<string, DirectiveIdentity>();
  if (!all.some((link) => link.spec === FEDERATION_SPEC))
    for (const name of FEDERATION_1_DIRECTIVES) names.set(name, { spec: FEDERATION_SPEC, name });
  // A specification's directive of its own name needs no import and no prefix.
  for (const link of all) names.set(link.prefix, { spec: link.spec, name: lastSegment(link.spec) });
  for (const link of all) for (const [local, name] of link.imports) names.set(local, { spec: link.spec, name });

  const of = (spec: string): Link | undefined => all.find((link) => link.spec === spec);
  const identify = (localName: string): DirectiveIdentity | undefined => {
    const known = names.get(localName);
    if (known) return known;
    const [prefix, name, ...rest] = localName.split('__');
    const link = all.find((each) => each.prefix === prefix);
    return link && name && rest.length === 0 ? { spec: link.spec, name } : undefined;
  };
  const localName = (spec: string, name: string): string | undefined => {
    const link = of(spec);
    if (!link) return undefined;
    const imported = [...link.imports].find(([, own]) => own === name)?.[0];
    return imported ?? (name === lastSegment(spec) ? link.prefix : `${link.prefix}__${name}`);
  };
  return Object.freeze({ all, of, identify, localName });
};

/** What a document applies to its schema: its links, and directives that link nothing. */
export const onSchema = (document: DocumentNode): readonly ConstDirectiveNode[] =>
  document.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? (definition.directives ?? [])
      : [],
  );

const readLink = (node: ConstDirectiveNode): readonly Link[] => {
  const { url, as, import: imports } = argumentsOf(node);
  if (typeof url !== 'string') return [];
  const { spec, version } = splitVersion(url);
  return [
    {
      spec,
      version,
      prefix: typeof as === 'string' ? as : lastSegment(spec),
      imports: new Map((Array.isArray(imports) ? imports : []).flatMap(readImport)),
      node,
    },
  ];
};

/** Only directive imports matter here; imported types keep their place in the SDL. */
const readImport = (entry: unknown): readonly (readonly [string, string])[] => {
  const { name, as } =
    typeof entry === 'string' ? { name: entry, as: entry } : { as: undefined, name: undefined, ...(entry as object) };
  if (typeof name !== 'string' || !name.startsWith('@')) return [];
  const local = typeof as === 'string' ? as : name;
  return [[local.replace(/^@/, ''), name.slice(1)]];
};

const isBootstrap = (node: ConstDirectiveNode): boolean => {
  const { url, as } = argumentsOf(node);
  return typeof url === 'string' && splitVersion(url).spec === LINK_SPEC && node.name.value === (as ?? 'link');
};

const splitVersion = (url: string): { readonly spec: string; readonly version: string } => {
  const [, spec, version] = /^(.*?)(?:\/v(\d+\.\d+))?\/?$/.exec(url) ?? [];
  return { spec: spec ?? url, version: version ?? '' };
};

const lastSegment = (spec: string): string => spec.slice(spec.lastIndexOf('/') + 1);

/** A directive's arguments as plain values. */
export const argumentsOf = (node: ConstDirectiveNode): Readonly<Record<string, unknown>> =>
  Object.fromEntries((node.arguments ?? []).map((argument) => [argument.name.value, constantOf(argument.value)]));
