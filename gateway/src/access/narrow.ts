import { fieldsOf, type RowCondition } from '@agency-graph/contract';
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  print,
  SchemaMetaFieldDef,
  stripIgnoredCharacters,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Operation } from '../operation/operation.js';
import { Refusal } from '../refusals.js';
import type { AccessRules, Decision, Permit, Scope } from './decide.js';
import type { FieldRefusal, PermittedFacts, PermittedOperation } from './permitted-operation.js';
import type { Reason } from './reasons.js';
import { usedInputs } from './used-inputs.js';
import { literalIn } from './variables-only.js';
import { DIRECTIVES } from './standard-directives.js';
import { isOn, rowKey, type Shape, type ShapeEntry, type ShapeField, type Toggle } from './shape.js';

/** What was decided of a field that is asked for with its arguments. */
interface DecidedField {
  readonly decision: Decision;
  /** Of those arguments and input fields that an agreement names, the permit. */
  readonly filters: ReadonlyMap<string, Permit>;
}

/** What became of one field of a selection: what it is in the shape, on which types, and what of it is planned. */
interface Walked {
  readonly fields: readonly Pick<ShapeEntry, 'on' | 'field'>[];
  readonly kept: FieldNode | null;
}

/**
 * Cuts from an operation what the caller may not read, before anything is planned, and adds the hidden row fields that
 * its rows are judged by. A coordinate that is hidden from the caller is answered like a misspelt name.
 */
export function narrow(
  operation: Operation,
  scope: Scope,
  rules: AccessRules,
  schema: GraphQLSchema,
): PermittedOperation {
  const refusals: FieldRefusal[] = [];
  const rows = new Map<string, RowCondition>();
  const keys = new Map<string, Permit>();
  const scopes = new Map<string, readonly string[]>();
  const conditional = new Map<string, RowCondition>();
  const granted = new Map<string, Permit>();
  const unenforced: FieldRefusal[] = [];
  const { dryRun, rejectUnauthorized } = rules.directives;
  const root = schema.getRootType(operation.node.operation)!;

  const walk = (
    set: SelectionSetNode,
    parent: GraphQLCompositeType,
    path: readonly string[],
    outer: readonly Toggle[],
  ): { kept: SelectionNode[]; entries: ShapeEntry[] } => {
    const kept: SelectionNode[] = [];
    const entries: ShapeEntry[] = [];
    for (const node of set.selections) {
      const toggles = togglesOf(node);
      if (node.kind === Kind.FIELD) {
        const made = walkField(node, parent, path, [...outer, ...toggles]);
        for (const { on, field } of made.fields) entries.push({ on, toggles, field });
        if (made.kept !== null) kept.push(made.kept);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        const type = node.typeCondition
          ? (schema.getType(node.typeCondition.name.value) as GraphQLCompositeType)
          : parent;
        const inner = walk(node.selectionSet, type, path, [...outer, ...toggles]);
        // Its fields are refused by their type's rule; it is dropped alone, so that what stands beside it stays.
        if (type !== root && !dryRun && !scope.admits(type.name)) continue;
        const on = type === parent ? null : concreteNames(schema, type);
        for (const entry of inner.entries) {
          entries.push({ on: meet(on, entry.on), toggles: [...toggles, ...entry.toggles], field: entry.field });
        }
        if (inner.kept.length > 0)
          kept.push({ ...node, selectionSet: { ...node.selectionSet, selections: inner.kept } });
      }
    }
    return { kept, entries };
  };

  const walkField = (
    node: FieldNode,
    parent: GraphQLCompositeType,
    path: readonly string[],
    toggles: readonly Toggle[],
  ): Walked => {
    const key = node.alias?.value ?? node.name.value;
    const name = node.name.value;
    const definition = fieldOf(parent, name);
    const coordinate = `${parent.name}.${name}`;
    const here = [...path, key, ...listLevels(definition.type)];
    const shape = { key, name, coordinate, type: definition.type, filters: [] };
    const alone = (field: ShapeField): Walked['fields'] => [{ on: null, field }];
    const steward = rules.labels.fields.get(coordinate)?.steward ?? null;
    const about = { path: [...path, key], coordinate, steward, toggles };
    // What an object type gives may be narrower than what its interface promises (GraphQL, § 3.6.1): then each counts.
    const types = name.startsWith('__') ? [] : typesByGiver(schema, parent, name);
    const isSame = types.every(({ type }) => String(type) === String(definition.type));
    const refuse = (reason: Reason, rule = DIRECTIVES): Walked => {
      refusals.push({ ...about, reason, rule });
      const refused: ShapeField = { ...shape, refused: true, when: null, selection: null };
      const each = types.map(({ on, type }) => ({ on: new Set([on]), field: { ...refused, type } }));
      return { fields: isSame ? alone(refused) : each, kept: null };
    };
    const admitted = scope.admits(name.startsWith('__') ? parent.name : coordinate);
    if (!admitted && dryRun) unenforced.push({ ...about, reason: 'SCOPE', rule: DIRECTIVES });
    if (name.startsWith('__')) {
      if (!admitted && !dryRun) return refuse('SCOPE');
      // Introspection is answered by the gateway itself; a bare `__typename` needs no more than its type's rule.
      const introspected =
        node.selectionSet === undefined
          ? null
          : { type: getNamedType(definition.type).name, possible: null, entries: [] };
      // At the root nobody is asked; below it somebody must be, so that there is an object to answer for.
      const kept = path.length === 0 ? null : name === '__typename' ? node : TYPENAME;
      return {
        fields: alone({ ...shape, refused: false, when: null, selection: introspected, introspection: node }),
        kept,
      };
    }
    const decisions = concreteTypes(schema, parent).map((on) => ({ on, ...decideField(on, definition, node) }));
    const denied = decisions.map(({ decision }) => decision).find((one) => one.kind === 'deny');
    if (denied !== undefined) {
      if (denied.hidden) throw unknownField(node, parent);
      return refuse(denied.reason, denied.rule);
    }
    // What an interface asks for itself, and for all that it may stand for.
    if (!admitted && !dryRun) return refuse('SCOPE');
    const give = (
      at: string,
      type: GraphQLOutputType,
      decided: DecidedField | undefined,
      selection: Shape | null,
    ): ShapeField => {
      const condition = decided?.decision.kind === 'when' ? decided.decision.condition : null;
      if (condition !== null) conditional.set(at, condition);
      if (decided !== undefined && decided.decision.kind !== 'deny' && isOn(toggles, operation.values)) {
        granted.set(at, decided.decision);
        for (const [input, permit] of decided.filters) granted.set(input, permit);
      }
      // On which rows something may be changed its agency alone can tell, before the change.
      const when = parent === root ? null : condition;
      const filters = [...(decided?.filters.keys() ?? [])];
      return { ...shape, type, coordinate: at, refused: false, when, selection, filters };
    };
    // Each type that an interface stands for gives the field on rows, and on a basis, of its own.
    const given = (selection: Shape | null): Walked['fields'] =>
      (rules.labelled && isAbstractType(parent)) || !isSame
        ? decisions.map(({ on, ...decided }, at) => ({
            on: new Set([on]),
            field: give(rules.labelled ? `${on}.${name}` : coordinate, types[at]!.type, decided, selection),
          }))
        : alone(give(coordinate, definition.type, decisions[0], selection));
    const type = getNamedType(definition.type);
    if (node.selectionSet === undefined || !isCompositeType(type)) return { fields: given(null), kept: node };
    // Counts and pages show no row of their own, yet they are made of rows.
    const behind = rules.policy.parts.get(type.name);
    if (behind !== undefined && rules.labels.rows.has(behind)) rows.set(behind, scope.rows(behind));
    if (isOn(toggles, operation.values))
      for (const one of [behind ?? [], concreteTypes(schema, type)].flat()) noteKey(one);
    const inner = walk(node.selectionSet, type, here, toggles);
    const possible = isAbstractType(type) ? concreteNames(schema, type) : null;
    // Where no row is judged, who gives only an interface's fields need not know which of its types an object is.
    if (!rules.labelled && isInterfaceType(type)) possible?.add(type.name);
    const selection: Shape = { type: type.name, possible, entries: inner.entries };
    const hidden = inner.kept.length === 0 ? [] : hiddenFields(type, inner.entries);
    // The planner drops an object of which everything is toggled away: there it would be null, and it is empty.
    if (hidden.length === 0 && inner.kept.every(isToggled)) hidden.push(TYPENAME);
    const kept: FieldNode | null =
      inner.kept.length === 0
        ? null
        : { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections: [...inner.kept, ...hidden] } };
    return { fields: given(selection), kept };
  };

  /** The field's own decision, and that of whatever its arguments read: filtering by a field is reading it. */
  const decideField = (type: string, definition: GraphQLField<unknown, unknown>, node: FieldNode): DecidedField => {
    const own = scope.field(type, definition.name);
    const filters = new Map<string, Permit>();
    if (own.kind === 'deny') return { decision: own, filters };
    for (const argument of node.arguments ?? []) {
      const defined = definition.args.find((one) => one.name === argument.name.value);
      if (defined === undefined) continue;
      const at = `${type}.${definition.name}(${argument.name.value}:)`;
      const { variableDefinitions = [] } = operation.node;
      const literal = literalIn(at, defined.type, argument.value, scope.policy.variablesOnly, variableDefinitions);
      if (literal !== null) throw new Refusal('BAD_REQUEST', `Argument "${literal}" must be given as a variable.`);
      for (const used of usedInputs(at, defined.type, argument.value, operation.values)) {
        const filter = scope.filter(used, rules.labels.reads.get(used) ?? []);
        if (filter?.kind === 'deny') return { decision: { ...filter, hidden: false }, filters };
        if (filter !== null) filters.set(used, filter);
      }
    }
    return { decision: own, filters };
  };

  const noteKey = (type: string): void => {
    const key = scope.field(type, 'id');
    if (rules.labels.rows.has(type) && key.kind !== 'deny') keys.set(type, key);
  };

  /** The row fields by which rows of the type are judged, as hidden aliases. */
  const hiddenFields = (type: GraphQLCompositeType, entries: readonly ShapeEntry[]): SelectionNode[] => {
    const perType = concreteTypes(schema, type).map((name) => [name, rowFieldsOf(name, entries)] as const);
    if (isObjectType(type)) return perType[0]![1];
    const typed = perType
      .filter(([, fields]) => fields.length > 0)
      .map(([name, fields]): SelectionNode => ({
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } },
        selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
      }));
    // Which row it is decides by what it is judged; and which of its types, what of it was asked for.
    return !rules.labelled && entries.every(({ on }) => on === null) ? [] : [TYPENAME, ...typed];
  };

  const rowFieldsOf = (type: string, entries: readonly ShapeEntry[]): SelectionNode[] => {
    const label = rules.labels.rows.get(type);
    if (label === undefined) return [];
    const condition = scope.rows(type);
    rows.set(type, condition);
    scopes.set(type, label.scopes);
    const names = new Set(fieldsOf(condition));
    // What is asked of the other types of a union is judged by row fields that this one need not have.
    const own = entries.filter(({ on }) => on === null || on.has(type));
    const isPart = (one: string): boolean => rules.policy.parts.get(one) === type;
    for (const when of conditionsWithin(own, isPart)) for (const name of fieldsOf(when)) names.add(name);
    names.add('id');
    return [...names].toSorted().map((name) => hiddenField(name));
  };

  const { kept, entries } = walk(operation.node.selectionSet, root, [], []);
  const refused = refusals.filter((one) => isOn(one.toggles, operation.values));
  const rejected = rejectUnauthorized && refused.length > 0;
  const document: DocumentNode | null =
    rejected || kept.length === 0
      ? null
      : {
          kind: Kind.DOCUMENT,
          definitions: [
            withUsedVariables({ ...operation.node, selectionSet: { kind: Kind.SELECTION_SET, selections: kept } }),
          ],
        };
  const facts: PermittedFacts = {
    operation,
    policy: scope.policy,
    agreements: scope.agreements,
    document,
    text: document === null ? '' : stripIgnoredCharacters(print(document)),
    shape: { type: root.name, possible: null, entries: rejected ? [] : entries },
    refusals: refused,
    unenforced: unenforced.filter((one) => isOn(one.toggles, operation.values)),
    rows,
    keys,
    scopes,
    conditional,
    granted,
  };
  return facts as PermittedOperation;
}

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

function fieldOf(parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> {
  const own = isUnionType(parent) ? undefined : parent.getFields()[name];
  const field = own ?? [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef].find((one) => one.name === name);
  if (field === undefined) throw new Error(`validated document selects ${parent.name}.${name}`);
  return field;
}

const concreteTypes = (schema: GraphQLSchema, type: GraphQLCompositeType): string[] =>
  isAbstractType(type) ? schema.getPossibleTypes(type).map((one) => one.name) : [type.name];

/** What a field returns by each of the types that may give it. */
const typesByGiver = (schema: GraphQLSchema, parent: GraphQLCompositeType, field: string) =>
  concreteTypes(schema, parent).map((on) => {
    return { on, type: (schema.getType(on) as GraphQLObjectType).getFields()[field]!.type };
  });

const concreteNames = (schema: GraphQLSchema, type: GraphQLCompositeType): Set<string> =>
  new Set(concreteTypes(schema, type));

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
