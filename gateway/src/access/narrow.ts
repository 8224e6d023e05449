import type { RowCondition } from '@agency-graph/contract';
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  print,
  stripIgnoredCharacters,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { hiddenOf } from '../hidden-names.js';
import type { Operation } from '../operation/operation.js';
import { Refusal } from '../refusals.js';
import { askedField, concreteNames, listLevels, type AskedField, type BareField, type Giver } from './asked-field.js';
import { decideArguments, type DecidedField } from './decide-arguments.js';
import type { Permit } from './decision.js';
import type { AccessRules, Scope } from './scope.js';
import { narrowedDocument, TYPENAME } from './narrowed-document.js';
import type { FieldRefusal, Narrowed } from './permitted-operation.js';
import { ReachedRows } from './reached-rows.js';
import type { Reason } from './reasons.js';
import { isOn, type Shape, type ShapeEntry, type ShapeField, type Toggle } from './shape.js';
import { DIRECTIVES } from './standard-directives.js';
import { isNever, isToggled, togglesOf, withoutLeftOut } from './toggles.js';

const NO_FILTERS: ReadonlyMap<string, Permit> = new Map();

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
  readonly #rows: ReachedRows;
  readonly #conditional = new Map<string, RowCondition>();
  readonly #granted = new Map<string, Permit>();
  /** The type of the row whose part is selected from; null where it is no row's, or not of one type. */
  #row: string | null = null;
  /** Whether anything is left out whatever the variables are. */
  #leavesOut = false;

  constructor(operation: Operation, scope: Scope, schema: GraphQLSchema) {
    this.#operation = operation;
    this.#scope = scope;
    this.#rules = scope.rules;
    this.#schema = schema;
    this.#root = schema.getRootType(operation.node.operation)!;
    this.#rows = new ReachedRows(scope, schema);
  }

  narrowed(): Narrowed {
    const operation = this.#operation;
    const { kept: selected, entries } = this.#walk(operation.node.selectionSet, this.#root, [], []);
    const kept = this.#leavesOut ? withoutLeftOut(selected) : selected;
    const refused = this.#refusals.filter((one) => isOn(one.toggles, operation.values));
    const rejected = this.#rules.directives.rejectUnauthorized && refused.length > 0;
    const document = rejected || kept.length === 0 ? null : narrowedDocument(operation.node, kept);
    return {
      policy: this.#scope.policy,
      agreements: this.#scope.agreements,
      document,
      text: document === null ? '' : stripIgnoredCharacters(print(document)),
      shape: { type: this.#root.name, possible: null, entries: rejected ? [] : entries },
      refusals: refused,
      unenforced: this.#unenforced.filter((one) => isOn(one.toggles, operation.values)),
      rows: this.#rows.conditions,
      keys: this.#rows.keys,
      scopes: this.#rows.scopes,
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
      this.#leavesOut ||= toggles.some(isNever);
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
    const why = this.#refusal(asked, reason, rule);
    this.#refusals.push(why);
    const refused: ShapeField = { ...asked.bare, refused: true, why, when: null, selection: null };
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
    this.#rows.note(type, isOn(toggles, this.#operation.values));
    const outside = this.#row;
    const [row, ...others] = new Set(asked.givers.map(({ on }) => this.#rows.rowOf(on, outside)));
    this.#row = others.length > 0 ? null : (row ?? null);
    const { entries, kept } = this.#walk(node.selectionSet, type, [...path, ...listLevels(bare.type)], toggles);
    this.#row = outside;
    const possible = isAbstractType(type) ? concreteNames(this.#schema, type) : null;
    const mayBeUntyped = this.#mayBeUntyped(type, entries);
    if (mayBeUntyped) possible?.add(type.name);
    const selection: Shape = { type: type.name, possible, hidden: hiddenOf(type), entries };
    if (kept.length === 0) return { selection, kept: null };
    const hidden = this.#rows.judged(type, entries, mayBeUntyped);
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

  /** Decides of a field by what its type's scope says, by the rows that it tells of, and by what its arguments read. */
  #decide(giver: Giver, asked: AskedField): DecidedField {
    const { policy } = this.#scope;
    const coordinate = `${giver.on}.${asked.bare.name}`;
    const own = this.#scope.field(giver.on, asked.bare.name);
    if (own.kind === 'deny') return { decision: own, filters: NO_FILTERS };
    const behind = this.#rows.narrowedBehind(giver, this.#row);
    if (behind === undefined) return decideArguments(own, coordinate, asked, this.#scope, this.#operation);
    const rule = policy.vetoes.get('filters') ?? policy.governing(coordinate, behind);
    return { decision: { kind: 'deny', rule, reason: 'SCOPE', hidden: false }, filters: NO_FILTERS };
  }
}

/** Introspection is answered by the gateway itself; a bare `__typename` needs no more than its type's rule. */
function introspected({ node, path, bare }: AskedField): WalkedField {
  const selection =
    node.selectionSet === undefined ? null : { type: getNamedType(bare.type).name, possible: null, entries: [] };
  // At the root nobody is asked; below it somebody must be, so that there is an object to answer for.
  // Under another name the planner would not know it for the type that it has to ask for.
  const { alias: _, ...unnamed } = node;
  const kept = path.length === 1 ? null : bare.name === '__typename' ? unnamed : TYPENAME;
  return { fields: alone({ ...bare, refused: false, when: null, selection, introspection: node }), kept };
}

const alone = (field: ShapeField): WalkedField['fields'] => [{ on: null, field }];

/** Answered exactly as graphql-js answers a name that is not in the schema. */
const unknownField = (node: FieldNode, parent: GraphQLCompositeType): Refusal => {
  const { line, column } = node.loc?.startToken ?? { line: 1, column: 1 };
  return new Refusal('GRAPHQL_VALIDATION_FAILED', `Cannot query field "${node.name.value}" on type "${parent.name}".`, {
    locations: [{ line, column }],
  });
};

const meet = (a: ReadonlySet<string> | null, b: ReadonlySet<string> | null): ReadonlySet<string> | null =>
  a === null ? b : b === null ? a : new Set([...a].filter((one) => b.has(one)));
