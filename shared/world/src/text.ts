/** Vietnamese text without its marks: `Trần Mẫu Thảo` → `Tran Mau Thao`. */
export function stripDiacritics(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/gu, '')
    .replace(/đ/gu, 'd')
    .replace(/Đ/gu, 'D');
}

/** The key by which a name is sought and sorted: unaccented, lower case, single spaces. */
export function nameKey(text: string): string {
  return stripDiacritics(text).toLowerCase().trim().replace(/\s+/gu, ' ');
}

/** `7, 3` → `007`. */
export function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
