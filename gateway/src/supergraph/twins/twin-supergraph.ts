import {
  Kind,
  parse,
  print,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import { TWIN_PREFIX } from '@agency-graph/contract';
import { argumentOf, named, subgraphNames, withArgument } from '../join-directives.js';
import { namesIn, parseFieldSet, printFieldSet } from './field-set.js';
import { requiringField } from '../joins.js';
import type { Original, Twinned, TwinPath, Twins } from './twins.js';

/** A copy of a supergraph for the planner. */
export interface TwinnedSupergraph {
  readonly sdl: string;
  readonly twins: Twins;
}

type TypeDefinition = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** Gives fields of a supergraph twins, and lets its keys and requirements name those instead. */
export function twinSupergraph(supergraphSdl: string, twinned: Twinned): TwinnedSupergraph {
  const document = parse(supergraphSdl, { noLocation: true });
  const names = subgraphNames(document);
  const book = new TwinBook(document);
  const required = new Map<string, readonly TwinPath[]>();

  const twinKey = (type: TypeDefinition, join: ConstDirectiveNode): readonly ConstDirectiveNode[] => {
    const key = argumentOf(join, 'key');
    if (key === undefined || twinned !== 'all') return [join];
    const set = book.twinSet(type.name.value, parseFieldSet(key), 'all', argumentOf(join, 'graph')!);
    const twin = withArgument(join, 'key', printFieldSet(set));
    // An external field of a key that is declared on an extension is the subgraph's own all the same.
    return argumentOf(join, 'extension') === 'true' ? [twin, withArgument(join, 'resolvable', false)] : [twin];
  };

  const twinRequires = (type: TypeDefinition, field: string, join: ConstDirectiveNode): ConstDirectiveNode => {
    const requires = argumentOf(join, 'requires');
    if (requires === undefined) return join;
    const graph = argumentOf(join, 'graph')!;
    const set = parseFieldSet(requires);
    const twin = book.twinSet(type.name.value, set, twinned === 'all' ? 'all' : 'some', graph);
    if (twin === set) return join;
    required.set(requiringField(names.get(graph) ?? graph, type.name.value, field), book.pathsIn(twin));
    return withArgument(join, 'requires', printFieldSet(twin));
  };

  const definitions = document.definitions.map((node) => {
    if (!isTypeDefinition(node)) return node;
    const joins = withoutIdleKeys(node).flatMap((one) => (named('join__type')(one) ? twinKey(node, one) : [one]));
    const fields = node.fields?.map((field) => ({
      ...field,
      directives: (field.directives ?? []).map((one) =>
        named('join__field')(one) ? twinRequires(node, field.name.value, one) : one,
      ),
    }));
    return { ...node, directives: joins, fields: fields ?? [] };
  });
  const withTwins = definitions
    .map((node) => (isTypeDefinition(node) ? book.provideTwins(node) : node))
    .map((node) => (isTypeDefinition(node) ? book.addTwins(node) : node));
  return {
    sdl: print({ ...document, definitions: withTwins }),
    twins: { originals: book.originals, required },
  };
}

/** The names by which a supergraph's keys and requirements ask for fields. */
export function namesAskedBy(supergraphSdl: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (!isTypeDefinition(node)) continue;
    const joins = [...(node.directives ?? []), ...(node.fields ?? []).flatMap(({ directives }) => directives ?? [])];
    for (const join of joins.filter(({ name }) => name.value.startsWith('join__')))
      for (const text of [argumentOf(join, 'key'), argumentOf(join, 'requires')])
        for (const name of text === undefined ? [] : namesIn(parseFieldSet(text))) names.add(name);
  }
  return names;
}

/**
 * The planner takes any key of a type, also one that its subgraph resolves nothing by, to come back for a field that
 * requires others: it is shown the keys that do, where there are some.
 */
function withoutIdleKeys(node: TypeDefinition): readonly ConstDirectiveNode[] {
  const joins = node.directives ?? [];
  const isIdle = (one: ConstDirectiveNode): boolean => argumentOf(one, 'resolvable') === 'false';
  const resolves = (graph: string | undefined): boolean =>
    joins.some((one) => argumentOf(one, 'graph') === graph && argumentOf(one, 'key') !== undefined && !isIdle(one));
  return joins.filter((one) => !named('join__type')(one) || !isIdle(one) || !resolves(argumentOf(one, 'graph')));
}

const isTypeDefinition = (node: DocumentNode['definitions'][number]): node is TypeDefinition =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;

/** Which fields of a set have twins: at its top all or some; below, where nothing of a client's is, those with arguments. */
type Place = 'all' | 'some' | 'below';

/** Which twins there are, and which fields have them. */
class TwinBook {
  readonly originals = new Map<string, Original>();
  readonly #types = new Map<string, TypeDefinition>();
  /** `Type.field` → its twins, each with the subgraphs that name it. */
  readonly #twins = new Map<string, Map<string, Set<string>>>();
  /** Arguments in the order met → their number. */
  readonly #numbers = new Map<string, number>();

  constructor(document: DocumentNode) {
    for (const node of document.definitions) if (isTypeDefinition(node)) this.#types.set(node.name.value, node);
  }

  /** A subgraph's set with twins in the place of fields; the very same where none has one. */
  twinSet(type: string, set: SelectionSetNode, place: Place, graph: string): SelectionSetNode {
    const selections = set.selections.map((node): SelectionNode => {
      if (node.kind === Kind.FRAGMENT_SPREAD || node.selectionSet === undefined)
        return node.kind === Kind.FIELD ? this.#twinField(type, node, node, place, graph) : node;
      const isField = node.kind === Kind.FIELD;
      const of = isField ? this.#returnType(type, node.name.value) : (node.typeCondition?.name.value ?? type);
      const inner = this.twinSet(of, node.selectionSet, isField ? 'below' : place, graph);
      const changed = inner === node.selectionSet ? node : { ...node, selectionSet: inner };
      return changed.kind === Kind.FIELD ? this.#twinField(type, node as FieldNode, changed, place, graph) : changed;
    });
    return selections.every((node, at) => node === set.selections[at]) ? set : { ...set, selections };
  }

  #twinField(type: string, node: FieldNode, changed: FieldNode, place: Place, graph: string): FieldNode {
    const name = node.name.value;
    if (name === '__typename') return node;
    const { arguments: given = [] } = node;
    const isApart = place !== 'below' && (place === 'all' || changed !== node || this.#isLent(type, node, graph));
    if (given.length === 0 && !isApart) return changed;
    const twin = this.#twinOf(type, name, given, graph);
    return { ...changed, name: { kind: Kind.NAME, value: twin }, arguments: [] };
  }

  /**
   * Whether a subgraph requires parts of what it gives itself, and another one declares as external: that the other one
   * cannot give it, the planner forgets when it merges fetches.
   */
  #isLent(type: string, { name, selectionSet }: FieldNode, graph: string): boolean {
    if (selectionSet === undefined) return false;
    const external = (this.#field(type, name.value)?.directives ?? []).filter(
      (one) => named('join__field')(one) && argumentOf(one, 'external') === 'true',
    );
    return external.length > 0 && external.every((one) => argumentOf(one, 'graph') !== graph);
  }

  #twinOf(type: string, field: string, given: NonNullable<FieldNode['arguments']>, graph: string): string {
    const text = given
      .map((one) => print(one))
      .toSorted()
      .join();
    const number = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, number);
    const twin = given.length === 0 ? `${TWIN_PREFIX}${field}` : `${TWIN_PREFIX}${number}_${field}`;
    this.originals.set(twin, { name: field, arguments: given });
    for (const holder of [type, ...this.#implementing(type)])
      if (this.#field(holder, field) !== undefined) this.#add(`${holder}.${field}`, twin, graph);
    return twin;
  }

  #add(field: string, twin: string, graph: string): void {
    const twins = this.#twins.get(field) ?? new Map<string, Set<string>>();
    this.#twins.set(field, twins);
    twins.set(twin, (twins.get(twin) ?? new Set()).add(graph));
  }

  /** The twins in a set, each with its path. */
  pathsIn(set: SelectionSetNode, above: readonly string[] = []): TwinPath[] {
    return set.selections.flatMap((node): TwinPath[] => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return [];
      if (node.kind === Kind.INLINE_FRAGMENT) return this.pathsIn(node.selectionSet, above);
      const path = [...above, node.name.value];
      const inner = node.selectionSet === undefined ? [] : this.pathsIn(node.selectionSet, path);
      if (!this.originals.has(node.name.value)) return inner;
      const original = path.map((one) => this.originals.get(one)?.name ?? one);
      return [{ text: path.join('.'), original: original.join('.') }, ...inner];
    });
  }

  /** A type whose fields provide twins of what they provide. */
  provideTwins(node: TypeDefinition): TypeDefinition {
    const fields = (node.fields ?? []).map((field) => ({
      ...field,
      directives: (field.directives ?? []).map((one) => this.#providingTwins(field, one)),
    }));
    return { ...node, fields };
  }

  /** A type with the twins of its fields: given wherever those are, external only where they are named. */
  addTwins(node: TypeDefinition): TypeDefinition {
    const fields = (node.fields ?? []).flatMap((field): FieldDefinitionNode[] => {
      const twins = [...(this.#twins.get(`${node.name.value}.${field.name.value}`) ?? [])].map(([twin, namedBy]) => ({
        ...field,
        name: { kind: Kind.NAME, value: twin } as const,
        arguments: [],
        directives: (field.directives ?? [])
          .filter(named('join__field'))
          .filter((one) => argumentOf(one, 'external') !== 'true' || namedBy.has(argumentOf(one, 'graph')!)),
      }));
      return [field, ...twins];
    });
    return { ...node, fields };
  }

  /** Who provides a field provides its twins. */
  #providingTwins(field: FieldDefinitionNode, join: ConstDirectiveNode): ConstDirectiveNode {
    const provides = argumentOf(join, 'provides');
    if (provides === undefined) return join;
    const set = this.#withTwins(namedType(field.type), parseFieldSet(provides), argumentOf(join, 'graph')!);
    return withArgument(join, 'provides', printFieldSet(set));
  }

  #withTwins(type: string, set: SelectionSetNode, graph: string): SelectionSetNode {
    const selections = set.selections.flatMap((node): SelectionNode[] => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return [node];
      const isField = node.kind === Kind.FIELD;
      const of = isField ? this.#returnType(type, node.name.value) : (node.typeCondition?.name.value ?? type);
      const all = node.selectionSet && { ...node, selectionSet: this.#withTwins(of, node.selectionSet, graph) };
      const whole = all ?? node;
      if (whole.kind !== Kind.FIELD) return [whole];
      const twins = [...(this.#twins.get(`${type}.${whole.name.value}`)?.keys() ?? [])];
      for (const holder of [type, ...this.#implementing(type)])
        for (const twin of twins) this.#add(`${holder}.${whole.name.value}`, twin, graph);
      return [whole, ...twins.map((twin) => ({ ...whole, name: { kind: Kind.NAME, value: twin } as const }))];
    });
    return { ...set, selections };
  }

  #field(type: string, field: string): FieldDefinitionNode | undefined {
    return this.#types.get(type)?.fields?.find(({ name }) => name.value === field);
  }

  #returnType(type: string, field: string): string {
    const found = this.#field(type, field);
    return found === undefined ? '' : namedType(found.type);
  }

  #implementing(type: string): string[] {
    return [...this.#types.values()]
      .filter(({ interfaces = [] }) => interfaces.some(({ name }) => name.value === type))
      .map(({ name }) => name.value);
  }
}

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));
