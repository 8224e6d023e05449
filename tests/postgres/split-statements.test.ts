import { splitStatements } from '@agency-graph/postgres';
import { expect, test } from 'vitest';

const texts = (sql: string): readonly string[] => splitStatements(sql).map((statement) => statement.sql);

test('semicolons divide statements', () => {
  expect(texts('select 1; select 2;\n')).toEqual(['select 1', 'select 2']);
});

test('the last statement needs no semicolon', () => {
  expect(texts('select 1; select 2')).toEqual(['select 1', 'select 2']);
});

test.each([
  ['a quoted text with its quote doubled', "select 'it''s; one'"],
  ['a text with backslashes', String.raw`select e'a\'; b'`],
  ['a plain text that ends with a backslash', String.raw`select 'a\'`],
  ['a quoted name', 'select 1 as "a;b"'],
  ['a function body', 'create function f() returns int language sql as $$ select 1; select 2; $$'],
  ['a tagged body with another inside', 'do $outer$ begin execute $q$ select 1; $q$; end $outer$'],
  ['a comment to the end of the line', 'select 1 -- not; here\n + 1'],
  ['a comment within a comment', 'select 1 /* a; /* b; */ c; */ + 1'],
])('%s keeps its semicolons', (_, sql) => {
  expect(texts(`${sql}; select 2`)).toEqual([sql, 'select 2']);
});

test('a statement begins after the comments before it', () => {
  expect(splitStatements('-- one; note\n\n/* two\n */ select 1;\nselect 2')).toEqual([
    { sql: 'select 1', line: 4 },
    { sql: 'select 2', line: 5 },
  ]);
});

test('comments alone are no statement', () => {
  expect(texts('-- nothing\n/* here */;\n')).toEqual([]);
});
