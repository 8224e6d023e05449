/**
 * The key by which a name is sought and sorted: unaccented, lower case, single spaces. The same function makes the
 * column when rows are stored and the key when a name is sought, so the two can never differ.
 */
export function nameKey(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replace(/\s+/gu, ' ')
    .trim();
}
