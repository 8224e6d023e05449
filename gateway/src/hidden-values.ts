import type { GraphQLEnumType } from 'graphql';

const KEY = 'hiddenValues';

/** Notes of an enum as clients see it which values agencies have besides: those are `@inaccessible`. */
export function noteHiddenValues(type: GraphQLEnumType, names: readonly string[]): void {
  type.extensions = { ...type.extensions, [KEY]: names };
}

/** Values that an agency rightly gives, and no client sees. */
export const hiddenValuesOf = (type: GraphQLEnumType): readonly string[] =>
  (type.extensions[KEY] as readonly string[] | undefined) ?? [];
