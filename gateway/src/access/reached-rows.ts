import { ALWAYS, fieldsOf, type RowCondition } from '@agency-graph/contract';
import {
  getNamedType,
  isCompositeType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionNode,
} from 'graphql';
import { concreteTypes, type Giver } from './asked-field.js';
import type { Permit } from './decision.js';
import type { AccessRules, Scope } from './scope.js';
import { hiddenField, onType, TYPENAME } from './narrowed-document.js';
import { hasKey, judgesRows } from './row-condition.js';
import type { ShapeEntry } from './shape.js';

/** The rows that one operation reaches: what each must meet, on what its key is given, and what it is judged by. */
export class ReachedRows {
  /** Row condition of every type of which each row is judged. */
  readonly conditions = new Map<string, RowCondition>();
  /** Of each of those types, what its key is given on. */
  readonly keys = new Map<string, Permit>();
  /** Of each of those types that has a row label, the row fields that hold organisations' paths. */
  readonly scopes = new Map<string, readonly string[]>();
  readonly #scope: Scope;
  readonly #rules: AccessRules;
  readonly #schema: GraphQLSchema;

  constructor(scope: Scope, schema: GraphQLSchema) {
    this.#scope = scope;
    this.#rules = scope.rules;
    this.#schema = schema;
  }

  /** The type of the row that an object of a type is, or is part of; `outer` is that of what the object stands in. */
  rowOf(type: string, outer: string | null): string | null {
    const { parts, routes } = this.#rules.policy;
    return routes.has(type) ? null : parts.has(type) ? outer : type;
  }

  /**
   * The type of rows of which a field tells without showing one, where the caller is admitted to some of them only and no
   * agency filters: what counts and pages say of those without a row label they say of every row.
   */
  narrowedBehind({ on, type }: Giver, outer: string | null): string | undefined {
    const { labels, policy } = this.#rules;
    const named = getNamedType(type);
    const leadsTo = isCompositeType(named) ? concreteTypes(this.#schema, named) : [];
    const own = policy.parts.get(on);
    const behind = leadsTo.flatMap((one) => (policy.routes.has(one) ? [] : (policy.parts.get(one) ?? [])));
    // The rows themselves are judged one by one.
    if (own !== undefined && !(leadsTo.length > 0 && leadsTo.every((one) => one === own))) behind.push(own);
    return behind.find((one) => {
      if (labels.rows.has(one) || one === this.rowOf(on, outer)) return false;
      const condition = this.#conditionOf(one);
      return condition !== null && condition !== ALWAYS;
    });
  }

  /** Notes of which rows a selection on a type is made and, where it is asked for, on what their keys are given. */
  note(type: GraphQLCompositeType, isAsked: boolean): void {
    // Counts and pages show no row of their own, yet they are made of rows.
    const behind = this.#rules.policy.parts.get(type.name);
    const judged = behind === undefined ? null : this.#conditionOf(behind);
    if (judged !== null) this.conditions.set(behind!, judged);
    if (!isAsked) return;
    for (const one of [behind ?? [], concreteTypes(this.#schema, type)].flat()) {
      const key = this.#scope.field(one, 'id');
      if (key.kind !== 'deny' && this.#conditionOf(one) !== null) this.keys.set(one, key);
    }
  }

  /**
   * Notes what rows must meet of which something is selected, and gives what the selection needs besides: the fields that
   * the rows are judged by, under hidden aliases.
   */
  judged(type: GraphQLCompositeType, entries: readonly ShapeEntry[], mayBeUntyped: boolean): SelectionNode[] {
    const perType = concreteTypes(this.#schema, type).map((name) => [name, this.#judgedBy(name, entries)] as const);
    if (isObjectType(type)) return perType[0]![1];
    const typed = perType.filter(([, fields]) => fields.length > 0).map(([name, fields]) => onType(name, fields));
    // Which row it is decides by what it is judged. Where each type gives the field as a type of its own, or another executor
    // shapes what came, nothing else would say which it is; only to say it of an interface object costs another question.
    return mayBeUntyped && entries.every(({ on }) => on === null) ? [] : [TYPENAME, ...typed];
  }

  #judgedBy(type: string, entries: readonly ShapeEntry[]): SelectionNode[] {
    const { policy, labels } = this.#rules;
    const condition = this.#conditionOf(type);
    if (condition === null) return [];
    this.conditions.set(type, condition);
    const label = labels.rows.get(type);
    if (label !== undefined) this.scopes.set(type, label.scopes);
    if (!hasKey(type, labels)) return [];
    const names = new Set(fieldsOf(condition));
    // What is asked of the other types of a union is judged by row fields that this one need not have.
    const own = entries.filter(({ on }) => on === null || on.has(type));
    const isPart = (one: string): boolean => policy.parts.get(one) === type;
    for (const when of conditionsWithin(own, isPart)) for (const name of fieldsOf(when)) names.add(name);
    names.add('id');
    return [...names].toSorted().map((name) => hiddenField(name));
  }

  /** What rows of a type must meet; null where none is judged. */
  #conditionOf(type: string): RowCondition | null {
    const { labels, policy } = this.#rules;
    if (!judgesRows(type, labels, policy, this.#scope.policy)) return null;
    const condition = this.#scope.rows(type);
    // Rows without a key are not told apart: there is nothing to judge where every one is admitted.
    return condition === ALWAYS && !hasKey(type, labels) ? null : condition;
  }
}

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
