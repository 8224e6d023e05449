import { ALWAYS, fieldsOf, type RowCondition } from '@agency-graph/contract';
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  print,
  stripIgnoredCharacters,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Operation } from '../operation/operation.js';
import { Refusal } from '../refusals.js';
import {
  askedField,
  concreteNames,
  concreteTypes,
  type AskedField,
  type BareField,
  type Giver,
} from './asked-field.js';
import type { AccessRules, Decision, Permit, Scope } from './decide.js';
import type { FieldRefusal, Narrowed } from './permitted-operation.js';
import type { Reason } from './reasons.js';
import { hasKey, judgesRows } from './row-condition.js';
import { isOn, rowKey, type Shape, type ShapeEntry, type ShapeField, type Toggle } from './shape.js';
import { DIRECTIVES } from './standard-directives.js';
import { usedInputs } from './used-inputs.js';
import { literalIn } from './variables-only.js';

/** What was decided of a field that is asked for with its arguments. */
interface DecidedField {
  readonly decision: Decision;
  /** Of those arguments and input fields that an agreement names, the permit. */
  readonly filters: ReadonlyMap<string, Permit>;
}

/** What became of one field of a selection: what it is in the shape, on which types, and what of it is planned. */
interface WalkedField {
  readonly fields: readonly Pick<ShapeEntry, 'on' | 'field'>[];
  readonly kept: FieldNode | null;
}

/** What became of a selection: what of it is in the shape, and what is planned. */
interface WalkedSelection {
  readonly entries: readonly ShapeEntry[];
  readonly kept: readonly SelectionNode[];
}

/**
 * Cuts from an operation what the caller may not read, before anything is planned, and adds the hidden row fields that
 * its rows are judged by. A coordinate that is hidden from the caller is answered like a misspelt name.
 */
export function narrow(operation: Operation, scope: Scope, schema: GraphQLSchema): Narrowed {
  return new Walk(operation, scope, schema).narrowed();
}

/**
 * One walk over an operation. Methods and no closures: what V8 compiled of a closure that lives as long as one request
 * it throws away with the next collection, and compiles again.
 */
class Walk {
  readonly #operation: Operation;
  readonly #scope: Scope;
  readonly #rules: AccessRules;
  readonly #schema: GraphQLSchema;
  readonly #root: GraphQLObjectType;
  readonly #refusals: FieldRefusal[] = [];
  readonly #unenforced: FieldRefusal[] = [];
  readonly #rows = new Map<string, RowCondition>();
  readonly #keys = new Map<string, Permit>();
  readonly #scopes = new Map<string, readonly string[]>();
  readonly #conditional = new Map<string, RowCondition>();
  readonly #granted = new Map<string, Permit>();
  /** The type of the row whose part is selected from; null where it is no row's, or not of one type. */
  #row: string | null = null;

  constructor(operation: Operation, scope: Scope, schema: GraphQLSchema) {
    this.#operation = operation;
    this.#scope = scope;
    this.#rules = scope.rules;
    this.#schema = schema;
    this.#root = schema.getRootType(operation.node.operation)!;
  }

  narrowed(): Narrowed {
    const operation = this.#operation;
    const { kept, entries } = this.#walk(operation.node.selectionSet, this.#root, [], []);
    const refused = this.#refusals.filter((one) => isOn(one.toggles, operation.values));
    const rejected = this.#rules.directives.rejectUnauthorized && refused.length > 0;
    const document = rejected || kept.length === 0 ? null : documentOf(operation.node, kept);
    return {
      policy: this.#scope.policy,
      agreements: this.#scope.agreements,
      document,
      text: document === null ? '' : stripIgnoredCharacters(print(document)),
      shape: { type: this.#root.name, possible: null, entries: rejected ? [] : entries },
      refusals: refused,
      unenforced: this.#unenforced.filter((one) => isOn(one.toggles, operation.values)),
      rows: this.#rows,
      keys: this.#keys,
      scopes: this.#scopes,
      conditional: this.#conditional,
      granted: this.#granted,
    };
  }

  #walk(
    set: SelectionSetNode,
    parent: GraphQLCompositeType,
    path: readonly string[],
    outer: readonly Toggle[],
  ): WalkedSelection {
    const kept: SelectionNode[] = [];
    const entries: ShapeEntry[] = [];
    for (const node of set.selections) {
      const toggles = togglesOf(node);
      if (node.kind === Kind.FIELD) {
        const walked = this.#walkField(askedField(this.#schema, node, parent, path, [...outer, ...toggles]));
        for (const { on, field } of walked.fields) entries.push({ on, toggles, field });
        if (walked.kept !== null) kept.push(walked.kept);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        const type = node.typeCondition
          ? (this.#schema.getType(node.typeCondition.name.value) as GraphQLCompositeType)
          : parent;
        const inner = this.#walk(node.selectionSet, type, path, [...outer, ...toggles]);
        // Its fields are refused by their type's rule; it is dropped alone, so that what stands beside it stays.
        if (type !== this.#root && !this.#rules.directives.dryRun && !this.#scope.admits(type.name)) continue;
        const on = type === parent ? null : concreteNames(this.#schema, type);
        for (const entry of inner.entries) {
          entries.push({ on: meet(on, entry.on), toggles: [...toggles, ...entry.toggles], field: entry.field });
        }
        if (inner.kept.length > 0)
          kept.push({ ...node, selectionSet: { ...node.selectionSet, selections: inner.kept } });
      }
    }
    return { kept, entries };
  }

  #walkField(asked: AskedField): WalkedField {
    const { parent, bare } = asked;
    const { dryRun } = this.#rules.directives;
    const isIntrospection = bare.name.startsWith('__');
    const isAdmitted = this.#scope.admits(isIntrospection ? parent.name : bare.coordinate);
    if (!isAdmitted && dryRun) this.#unenforced.push(this.#refusal(asked, 'SCOPE'));
    const isOutOfScope = !isAdmitted && !dryRun;
    if (isIntrospection) return isOutOfScope ? this.#refuse(asked, 'SCOPE') : introspected(asked);
    const decided = asked.givers.map((giver) => ({ ...giver, ...this.#decide(giver, asked) }));
    const denied = decided.map(({ decision }) => decision).find((one) => one.kind === 'deny');
    if (denied !== undefined) {
      if (denied.hidden) throw unknownField(asked.node, parent);
      return this.#refuse(asked, denied.reason, denied.rule);
    }
    // What an interface asks for itself, and for all that it may stand for.
    if (isOutOfScope) return this.#refuse(asked, 'SCOPE');
    const { selection, kept } = this.#walkBelow(asked);
    return { fields: this.#given(asked, decided, selection), kept };
  }

  #refuse(asked: AskedField, reason: Reason, rule?: string): WalkedField {
    this.#refusals.push(this.#refusal(asked, reason, rule));
    const refused: ShapeField = { ...asked.bare, refused: true, when: null, selection: null };
    const each = asked.givers.map(({ on, type }) => ({ on: new Set([on]), field: { ...refused, type } }));
    return { fields: asked.isSame ? alone(refused) : each, kept: null };
  }

  #refusal({ path, toggles, bare: { coordinate } }: AskedField, reason: Reason, rule = DIRECTIVES): FieldRefusal {
    const steward = this.#rules.labels.fields.get(coordinate)?.steward ?? null;
    return { path, coordinate, steward, toggles, reason, rule };
  }

  /** What becomes of what is asked below a field; a leaf is kept as it is. */
  #walkBelow(asked: AskedField): Pick<WalkedField, 'kept'> & Pick<ShapeField, 'selection'> {
    const { node, path, toggles, bare } = asked;
    const type = getNamedType(bare.type);
    if (node.selectionSet === undefined || !isCompositeType(type)) return { selection: null, kept: node };
    this.#noteKeys(type, toggles);
    const outside = this.#row;
    const [row, ...others] = new Set(asked.givers.map(({ on }) => this.#rowOf(on)));
    this.#row = others.length > 0 ? null : (row ?? null);
    const { entries, kept } = this.#walk(node.selectionSet, type, [...path, ...listLevels(bare.type)], toggles);
    this.#row = outside;
    const possible = isAbstractType(type) ? concreteNames(this.#schema, type) : null;
    if (this.#mayBeUntyped(type, entries)) possible?.add(type.name);
    const selection: Shape = { type: type.name, possible, entries };
    if (kept.length === 0) return { selection, kept: null };
    const hidden = this.#noteRows(type, entries);
    // The planner drops an object of which everything is toggled away: there it would be null, and it is empty.
    if (hidden.length === 0 && kept.every(isToggled)) hidden.push(TYPENAME);
    const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [...kept, ...hidden] };
    return { selection, kept: { ...node, selectionSet } };
  }

  /**
   * Whether an object may have an interface's name in place of its type's: who gives only the interface's fields need not
   * know that, as long as no row is judged and nothing that is asked depends on it.
   */
  #mayBeUntyped({ name }: GraphQLCompositeType, entries: readonly ShapeEntry[]): boolean {
    const { labelled, interfaceObjects } = this.#rules;
    if (labelled || !interfaceObjects.has(name)) return false;
    const { values } = this.#operation;
    return !entries.some(
      ({ on, toggles, field }) => (on !== null || field.name === '__typename') && isOn(toggles, values),
    );
  }

  /** Each type that an interface stands for gives the field on rows, and on a basis, of its own. */
  #given(
    asked: AskedField,
    decided: readonly (Giver & DecidedField)[],
    selection: Shape | null,
  ): WalkedField['fields'] {
    const { parent, bare } = asked;
    const { labelled } = this.#rules;
    if (asked.isSame && !(labelled && isAbstractType(parent)))
      return alone(this.#grant(asked, bare, decided[0], selection));
    return decided.map((one) => {
      const coordinate = labelled ? `${one.on}.${bare.name}` : bare.coordinate;
      const field = this.#grant(asked, { ...bare, coordinate, type: one.type }, one, selection);
      return { on: new Set([one.on]), field };
    });
  }

  #grant(
    { parent, toggles }: AskedField,
    bare: BareField,
    decided: DecidedField | undefined,
    selection: Shape | null,
  ): ShapeField {
    const { coordinate } = bare;
    const condition = decided?.decision.kind === 'when' ? decided.decision.condition : null;
    if (condition !== null) this.#conditional.set(coordinate, condition);
    if (decided !== undefined && decided.decision.kind !== 'deny' && isOn(toggles, this.#operation.values)) {
      this.#granted.set(coordinate, decided.decision);
      for (const [input, permit] of decided.filters) this.#granted.set(input, permit);
    }
    // On which rows something may be changed its agency alone can tell, before the change.
    const when = parent === this.#root ? null : condition;
    const filters = [...(decided?.filters.keys() ?? [])];
    return { ...bare, refused: false, when, selection, filters };
  }

  /** The field's own decision, and that of whatever its arguments read: filtering by a field is reading it. */
  #decide(giver: Giver, { definition, node }: AskedField): DecidedField {
    const scope = this.#scope;
    const type = giver.on;
    const own = scope.field(type, definition.name);
    const filters = new Map<string, Permit>();
    if (own.kind === 'deny') return { decision: own, filters };
    const narrowed = this.#narrowedBehind(giver);
    if (narrowed !== undefined) {
      const rule = scope.policy.vetoes.get('filters') ?? scope.policy.governing(`${type}.${definition.name}`, narrowed);
      return { decision: { kind: 'deny', rule, reason: 'SCOPE', hidden: false }, filters };
    }
    for (const argument of node.arguments ?? []) {
      const defined = definition.args.find((one) => one.name === argument.name.value);
      if (defined === undefined) continue;
      const at = `${type}.${definition.name}(${argument.name.value}:)`;
      const { variableDefinitions = [] } = this.#operation.node;
      const literal = literalIn(at, defined.type, argument.value, scope.policy.variablesOnly, variableDefinitions);
      if (literal !== null) throw new Refusal('BAD_REQUEST', `Argument "${literal}" must be given as a variable.`);
      for (const used of usedInputs(at, defined.type, argument.value, this.#operation.values)) {
        const filter = scope.filter(used, this.#rules.labels.reads.get(used) ?? []);
        if (filter?.kind === 'deny') return { decision: { ...filter, hidden: false }, filters };
        if (filter !== null) filters.set(used, filter);
      }
    }
    return { decision: own, filters };
  }

  /** The type of the row that an object of a type is, or is part of. */
  #rowOf(type: string): string | null {
    const { parts, routes } = this.#rules.policy;
    return routes.has(type) ? null : parts.has(type) ? this.#row : type;
  }

  /**
   * The type of rows of which a field tells without showing one, where the caller is admitted to some of them only and no
   * agency filters: what counts and pages say of those without a row label they say of every row.
   */
  #narrowedBehind({ on, type }: Giver): string | undefined {
    const { labels, policy } = this.#rules;
    const named = getNamedType(type);
    const leadsTo = isCompositeType(named) ? concreteTypes(this.#schema, named) : [];
    const own = policy.parts.get(on);
    const behind = leadsTo.flatMap((one) => (policy.routes.has(one) ? [] : (policy.parts.get(one) ?? [])));
    // The rows themselves are judged one by one.
    if (own !== undefined && !(leadsTo.length > 0 && leadsTo.every((one) => one === own))) behind.push(own);
    return behind.find((one) => {
      if (labels.rows.has(one) || one === this.#rowOf(on)) return false;
      const condition = this.#conditionOf(one);
      return condition !== null && condition !== ALWAYS;
    });
  }

  /** Notes of which rows a selection is made, and on what their keys are given. */
  #noteKeys(type: GraphQLCompositeType, toggles: readonly Toggle[]): void {
    const { policy } = this.#rules;
    // Counts and pages show no row of their own, yet they are made of rows.
    const behind = policy.parts.get(type.name);
    const judged = behind === undefined ? null : this.#conditionOf(behind);
    if (judged !== null) this.#rows.set(behind!, judged);
    if (!isOn(toggles, this.#operation.values)) return;
    for (const one of [behind ?? [], concreteTypes(this.#schema, type)].flat()) {
      const key = this.#scope.field(one, 'id');
      if (key.kind !== 'deny' && this.#conditionOf(one) !== null) this.#keys.set(one, key);
    }
  }

  /** Notes what rows of the type must meet, and gives the row fields by which that is judged, as hidden aliases. */
  #noteRows(type: GraphQLCompositeType, entries: readonly ShapeEntry[]): SelectionNode[] {
    const perType = concreteTypes(this.#schema, type).map((name) => [name, this.#noteRowsOf(name, entries)] as const);
    if (isObjectType(type)) return perType[0]![1];
    const typed = perType
      .filter(([, fields]) => fields.length > 0)
      .map(([name, fields]): SelectionNode => ({
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } },
        selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
      }));
    // Which row it is decides by what it is judged; and which of its types, what of it was asked for.
    return !this.#rules.labelled && entries.every(({ on }) => on === null) ? [] : [TYPENAME, ...typed];
  }

  /** What rows of a type must meet; null where none is judged. */
  #conditionOf(type: string): RowCondition | null {
    const { labels, policy } = this.#rules;
    if (!judgesRows(type, labels, policy, this.#scope.policy)) return null;
    const condition = this.#scope.rows(type);
    // Rows without a key are not told apart: there is nothing to judge where every one is admitted.
    return condition === ALWAYS && !hasKey(type, labels) ? null : condition;
  }

  #noteRowsOf(type: string, entries: readonly ShapeEntry[]): SelectionNode[] {
    const { policy, labels } = this.#rules;
    const condition = this.#conditionOf(type);
    if (condition === null) return [];
    this.#rows.set(type, condition);
    const label = labels.rows.get(type);
    if (label !== undefined) this.#scopes.set(type, label.scopes);
    if (!hasKey(type, labels)) return [];
    const names = new Set(fieldsOf(condition));
    // What is asked of the other types of a union is judged by row fields that this one need not have.
    const own = entries.filter(({ on }) => on === null || on.has(type));
    const isPart = (one: string): boolean => policy.parts.get(one) === type;
    for (const when of conditionsWithin(own, isPart)) for (const name of fieldsOf(when)) names.add(name);
    names.add('id');
    return [...names].toSorted().map((name) => hiddenField(name));
  }
}

/** Introspection is answered by the gateway itself; a bare `__typename` needs no more than its type's rule. */
function introspected({ node, path, bare }: AskedField): WalkedField {
  const selection =
    node.selectionSet === undefined ? null : { type: getNamedType(bare.type).name, possible: null, entries: [] };
  // At the root nobody is asked; below it somebody must be, so that there is an object to answer for.
  const kept = path.length === 1 ? null : bare.name === '__typename' ? node : TYPENAME;
  return { fields: alone({ ...bare, refused: false, when: null, selection, introspection: node }), kept };
}

const alone = (field: ShapeField): WalkedField['fields'] => [{ on: null, field }];

const documentOf = (operation: OperationDefinitionNode, selections: readonly SelectionNode[]): DocumentNode => ({
  kind: Kind.DOCUMENT,
  definitions: [withUsedVariables({ ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } })],
});

/** Answered exactly as graphql-js answers a name that is not in the schema. */
const unknownField = (node: FieldNode, parent: GraphQLCompositeType): Refusal => {
  const { line, column } = node.loc?.startToken ?? { line: 1, column: 1 };
  return new Refusal('GRAPHQL_VALIDATION_FAILED', `Cannot query field "${node.name.value}" on type "${parent.name}".`, {
    locations: [{ line, column }],
  });
};

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

const hiddenField = (name: string): FieldNode => ({
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: rowKey(name) },
  name: { kind: Kind.NAME, value: name },
});

/** Conditions that single fields put on the row, through its part types but not into the next row. */
function conditionsWithin(entries: readonly ShapeEntry[], isPart: (type: string) => boolean): RowCondition[] {
  return entries.flatMap(({ field: { when, selection } }) => [
    ...(when === null ? [] : [when]),
    ...(selection === null
      ? []
      : conditionsWithin(
          selection.entries.filter(({ on }) => [...(on ?? selection.possible ?? [selection.type])].some(isPart)),
          isPart,
        )),
  ]);
}

const meet = (a: ReadonlySet<string> | null, b: ReadonlySet<string> | null): ReadonlySet<string> | null =>
  a === null ? b : b === null ? a : new Set([...a].filter((one) => b.has(one)));

/** One `@` for each list level of a type. */
export const listLevels = (type: { toString(): string }): string[] =>
  [...String(type)].filter((c) => c === '[').map(() => '@');

function togglesOf(node: SelectionNode): Toggle[] {
  return (node.directives ?? []).flatMap((directive): Toggle[] => {
    const name = directive.name.value;
    if (name !== 'skip' && name !== 'include') return [];
    const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
    const by =
      value?.kind === Kind.VARIABLE ? { variable: value.name.value } : value?.kind === Kind.BOOLEAN && value.value;
    return [{ include: name === 'include', by: by ?? false }];
  });
}

/** Whether a selection may come to nothing, by directives on it or on all that is in it. */
const isToggled = (node: SelectionNode): boolean =>
  togglesOf(node).length > 0 || (node.kind === Kind.INLINE_FRAGMENT && node.selectionSet.selections.every(isToggled));

/** Drops variable definitions that the narrowed selection no longer uses; the planner would refuse them. */
function withUsedVariables(operation: OperationDefinitionNode): OperationDefinitionNode {
  const used = new Set<string>();
  visit(operation.selectionSet, { Variable: ({ name }) => void used.add(name.value) });
  const { variableDefinitions = [] } = operation;
  return {
    ...operation,
    variableDefinitions: variableDefinitions.filter(({ variable }) => used.has(variable.name.value)),
  };
}
