import {
  getArgumentValues,
  getNamedType,
  isCompositeType,
  isUnionType,
  Kind,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { Refusal } from '../refusals.js';

/** What an operation may ask for by its arguments: rows of a page, items of a list, and rows in all. */
export const COST_LIMITS = { page: 100, items: 100, rows: 5_000 } as const;

/**
 * Refuses an operation that asks for too many rows, counted on coerced arguments: literals, variables and defaults
 * alike, and pages within pages multiplied. Takes an expanded operation, so each selection counts where it stands.
 */
export function checkCost(
  operation: OperationDefinitionNode,
  values: Readonly<Record<string, unknown>>,
  schema: GraphQLSchema,
): void {
  const rowsOf = (set: SelectionSetNode, parent: GraphQLCompositeType): number => {
    let rows = 0;
    for (const node of set.selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const type = node.typeCondition && schema.getType(node.typeCondition.name.value);
        rows += rowsOf(node.selectionSet, isCompositeType(type) ? type : parent);
      } else if (node.kind === Kind.FIELD) {
        const field = isUnionType(parent) ? undefined : parent.getFields()[node.name.value];
        if (field === undefined) continue;
        const given = getArgumentValues(field, node, values);
        Object.values(given).forEach(checkItems);
        const page = pageOf(given);
        const type = getNamedType(field.type);
        const inner = node.selectionSet && isCompositeType(type) ? rowsOf(node.selectionSet, type) : 0;
        rows += page === null ? inner : page * (1 + inner);
      }
    }
    return rows;
  };
  if (rowsOf(operation.selectionSet, schema.getRootType(operation.operation)!) > COST_LIMITS.rows)
    exceeded('rows', `at most ${COST_LIMITS.rows} rows, pages within pages multiplied`);
}

/** Rows of the page that `first` or `last` asks for; null where neither stands. */
function pageOf({ first, last }: Readonly<Record<string, unknown>>): number | null {
  const asked = Object.entries({ first, last }).filter((one): one is [string, number] => typeof one[1] === 'number');
  if (asked.length === 0) return null;
  const over = asked.find(([, rows]) => rows > COST_LIMITS.page);
  if (over !== undefined) exceeded('page', `argument "${over[0]}" may be at most ${COST_LIMITS.page}`);
  const page = Math.max(...asked.map(([, rows]) => rows));
  // What is no size at all is the agency's to refuse, by the argument's name.
  return Math.max(page, 1);
}

function checkItems(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value) && value.length > COST_LIMITS.items)
    exceeded('items', `at most ${COST_LIMITS.items} items in a list`);
  Object.values(value).forEach(checkItems);
}

function exceeded(limit: keyof typeof COST_LIMITS, says: string): never {
  throw new Refusal('LIMIT_EXCEEDED', `The operation asks for too much: ${says}.`, { limit });
}
