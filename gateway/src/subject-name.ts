/** Whom a record may name only by a blind token: of what type, under which id. */
export interface SubjectName {
  /** A type, or the field whose value the id is. */
  readonly of: string;
  readonly id: string;
}

/** One spelling: a text that is searched by is the same however it was typed; an id is what its agency says. */
export function spelled({ of, id }: SubjectName): string {
  const text = id.normalize('NFC').trim();
  return of.includes('.') ? text.replaceAll(/\s+/g, ' ').toLowerCase() : text;
}
