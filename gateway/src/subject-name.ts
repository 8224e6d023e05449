import { isCompositeType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';

/** Whom a record may name only by a blind token: of what type, under which id. */
export interface SubjectName {
  /** A type, or the field whose value the id is. */
  readonly of: string;
  readonly id: string;
}

/**
 * Kinds of subjects that no agency's type is. INVARIANT: what writes records and what searches them use the same names, for
 * tokens are made of them.
 */
export const ACCOUNT = 'account';
export const END_USER = 'end user';
export const CASE = 'case';

/** One spelling: a text that is searched by is the same however it was typed; an id is what its agency says. */
export function spelled({ of, id }: SubjectName): string {
  const text = id.normalize('NFC').trim();
  return of.includes('.') ? text.replaceAll(/\s+/g, ' ').toLowerCase() : text;
}

/** Whether records of a graph name subjects of such a kind: one of ours, a type, or a field. */
export function isKindOfSubject(of: string, graph: GraphQLSchema): boolean {
  if ([ACCOUNT, END_USER, CASE].includes(of)) return true;
  const [name = '', field, ...more] = of.split('.');
  const type = graph.getType(name);
  if (field === undefined) return isCompositeType(type);
  const hasFields = isObjectType(type) || isInterfaceType(type);
  return hasFields && more.length === 0 && type.getFields()[field] !== undefined;
}
