import { getNullableType, isListType, type GraphQLOutputType } from 'graphql';
import { appliesTo, isOn, type Shape, type ShapeField } from '../access/shape.js';
import { isFetched, type Fetched } from '../plan/fetched.js';

type Path = readonly (string | number)[];
type Values = Readonly<Record<string, unknown>>;

/** A response key that the client asked of an object. */
export interface AskedField {
  readonly key: string;
  readonly type: GraphQLOutputType;
  /** What it asked for below. */
  readonly selections: readonly Shape[];
  /** Whether an agency is asked for it. */
  readonly isAsked: boolean;
}

/** CollectFields (GraphQL, § 6.3.2) over shapes: by response key, for one concrete type, or any with null, and these variables. */
export function collect(shapes: readonly Shape[], typename: string | null, values: Values): Map<string, ShapeField[]> {
  const collected = new Map<string, ShapeField[]>();
  for (const shape of shapes) {
    for (const entry of shape.entries) {
      if (typename === null ? !isOn(entry.toggles, values) : !appliesTo(entry, typename, values)) continue;
      const { field } = entry;
      const known = collected.get(field.key);
      if (known === undefined) collected.set(field.key, [field]);
      else known.push(field);
    }
  }
  return collected;
}

/** What stands under one response key, of all fields that have it. */
export const askedField = (key: string, fields: readonly ShapeField[]): AskedField => ({
  key,
  type: fields[0]!.type,
  selections: fields.flatMap(({ selection }) => selection ?? []),
  isAsked: !fields[0]!.name.startsWith('__') && fields.some(({ refused }) => !refused),
});

export const askedFields = (shapes: readonly Shape[], typename: string | null, values: Values): readonly AskedField[] =>
  [...collect(shapes, typename, values)].map(([key, fields]) => askedField(key, fields));

/**
 * As much of an agency's path as the client asked for: through what came, and where nothing came by the response keys
 * alone. Places of a list that did not come are none of one that `mayBeShort`, from which rows are dropped.
 * attacker-controlled: a key that nobody asked for is a text of the agency's.
 */
export function asFarAsAsked(
  path: Path,
  source: Fetched,
  asked: readonly AskedField[],
  values: Values,
  mayBeShort: (selections: readonly Shape[]) => boolean,
): Path {
  const places: (string | number)[] = [];
  let fields = asked;
  let selections: readonly Shape[] = [];
  let type: GraphQLOutputType | null = null;
  let at: unknown = source;
  for (const part of path) {
    if (isListType(type)) {
      if (typeof part !== 'number' || (Array.isArray(at) ? part >= at.length : mayBeShort(selections))) break;
      at = Array.isArray(at) ? at[part] : undefined;
      type = getNullableType(type.ofType as GraphQLOutputType);
    } else {
      if (type !== null) fields = askedFields(selections, null, values);
      const field = fields.find(({ key }) => key === part);
      if (field === undefined) break;
      at = isFetched(at) ? at[field.key] : undefined;
      selections = field.selections;
      type = getNullableType(field.type);
    }
    places.push(part);
  }
  return places;
}
