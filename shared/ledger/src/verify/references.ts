import { isObject, type CanonicalObject, type CanonicalValue } from '../canonical.js';

/** Index of what says in which context a record was made; of a token that is defined, in which it was brought. */
export function contextIn(record: CanonicalObject): number | undefined {
  const holder = record['type'] === 'define' ? record['token'] : record;
  const context = isObject(holder) ? holder['context'] : undefined;
  return typeof context === 'number' ? context : undefined;
}

/** Indexes of the field sets that a record says of what became of them. */
export function fieldsetsIn({ access }: CanonicalObject): readonly number[] {
  if (!Array.isArray(access)) return [];
  return (access as readonly CanonicalValue[]).flatMap((row) => {
    const fieldset = isObject(row) ? row['fieldset'] : undefined;
    return typeof fieldset === 'number' ? [fieldset] : [];
  });
}

/** Indexes of all definitions that a record refers to. */
export function referencesIn(record: CanonicalObject): readonly number[] {
  const context = contextIn(record);
  const { operation } = record;
  return [
    ...(context === undefined ? [] : [context]),
    ...(typeof operation === 'number' ? [operation] : []),
    ...fieldsetsIn(record),
  ];
}
