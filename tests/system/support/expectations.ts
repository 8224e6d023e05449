import { expect } from 'vitest';
import { expectedAnswer, type Sight } from './expected-answer.js';
import type { Caller, Reply, System } from './system.js';

/** What nothing that leaves the gateway may hold: SQL, stacks, files, addresses, names of the inside. */
const INSIDE =
  /\bselect\b.+\bfrom\b|postgres|kysely|node_modules|\.[jt]s:\d|\bat .+\(|127\.0\.0\.1|localhost|\/work\/|\/tmp\/|ECONN|_owner\b|row(?:Path|Secrecy)\b(?!.*")/i;

/** Served: no error, and every selected leaf is the generator's own value for that record. */
export async function expectServed(
  system: System,
  caller: string | Caller,
  query: string,
  sight: Sight = {},
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Reply> {
  const reply = await system.ask(caller, query, variables);
  expect(reply.errors).toEqual([]);
  expect(reply.status).toBe(200);
  expect(reply.data).toEqual(expectedAnswer(system.world, query, sight, variables));
  return reply;
}

/** FIELD: null at each path (or above it), one error that names the path and the coordinate; nothing else is told. */
export function expectFieldsRefused(reply: Reply, coordinates: Readonly<Record<string, string>>): void {
  expect(reply.status).toBe(200);
  const told = reply.errors.map(({ message, path, extensions }) => {
    expect(message).toBe('Unauthorized field or type');
    expect(extensions?.['code']).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    const access = extensions?.['access'] as { readonly coordinate?: string } | undefined;
    return [path?.join('.'), access?.coordinate];
  });
  expect(Object.fromEntries(told)).toEqual(coordinates);
  for (const path of Object.keys(coordinates)) expect(valuesAt(reply.data, path.split('.'))).toEqual([]);
}

/** ROW: absent without an error, and the same answer as for an id that nobody ever gave, but for trace id and receipt. */
export function expectRowAbsent(refused: Reply, unknown: Reply): void {
  expect(refused.errors).toEqual([]);
  expect(refused.status).toBe(200);
  expect(bare(refused)).toEqual(bare(unknown));
  expect(headersOf(refused)).toEqual(headersOf(unknown));
}

/** HIDDEN: answered exactly as a misspelt name is, but for the name itself. */
export function expectHidden(refused: Reply, misspelt: Reply, name: string, nonsense: string): void {
  expect(refused.status).toBe(400);
  expect(refused.errors.map(({ extensions }) => extensions?.['code'])).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  expect(JSON.parse(JSON.stringify(bare(refused)).replaceAll(`\\"${name}\\"`, `\\"${nonsense}\\"`))).toEqual(
    bare(misspelt),
  );
  expect(headersOf(refused)).toEqual(headersOf(misspelt));
}

/** ACCOUNT: the whole request is turned away. */
export function expectAccountRefused(reply: Reply): void {
  expect(reply.status).toBe(403);
  expect(reply.errors.map(({ extensions }) => extensions?.['code'])).toEqual(['ACCOUNT_NOT_IN_FORCE']);
  expect(reply.data).toBeNull();
}

/** Holds that an answer tells nothing of the inside. */
export function expectNothingOfTheInside(reply: Reply): void {
  expect(JSON.stringify(reply.errors)).not.toMatch(INSIDE);
}

/** What is left at a path of response keys, `@` being any item of a list. */
function valuesAt(data: unknown, [key, ...rest]: readonly string[]): readonly unknown[] {
  if (data === null || data === undefined) return [];
  if (key === undefined) return [data];
  if (key === '@') return Array.isArray(data) ? data.flatMap((one: unknown) => valuesAt(one, rest)) : [];
  return valuesAt((data as Record<string, unknown>)[key], rest);
}

/** An answer without what differs each time: trace id and receipt. */
function bare({ text }: Reply): unknown {
  return JSON.parse(text, (key, value: unknown) => (key === 'traceId' || key === 'audit' ? undefined : value));
}

const VARYING = new Set(['date', 'x-trace-id', 'x-request-id', 'content-length']);
const headersOf = ({ headers }: Reply): readonly (readonly [string, string])[] =>
  Object.entries(headers).filter(([name]) => !VARYING.has(name));
