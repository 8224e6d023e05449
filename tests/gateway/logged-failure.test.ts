import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loggedFailure } from '../../gateway/src/logged-failure.js';

test.each([
  'invalid input syntax for type date: "1990-02-30 of Ann"',
  'Unexpected token \'A\', "Ann" is not valid JSON',
  'duplicate key value: (national_id)=(034090012345)',
  'no such user ann@agency.example',
  'value “Ann” is too long',
  'a quotation that is never closed: "Ann',
])('D4: values that libraries repeat are in no log: %s', (message) => {
  expect(loggedFailure(new Error(message)).message).not.toMatch(/Ann|ann|034090012345|1990/);
});

test('whatever is quoted is left out', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 3 }), (value) => {
      fc.pre(!'a value … is wrong'.includes(value) && !value.includes('"'));
      expect(loggedFailure(new Error(`a value "${value}" is wrong`)).message).toBe('a value … is wrong');
    }),
  );
});

test('what helps to find it stays: name, code, place and the words around', () => {
  const error = Object.assign(new TypeError("Ann's agency cannot be asked"), { code: 'ECONNREFUSED' });
  expect(loggedFailure(error)).toMatchObject({
    name: 'TypeError',
    code: 'ECONNREFUSED',
    message: "Ann's agency cannot be asked",
  });
  expect(loggedFailure(error).stack?.[0]).toMatch(/^at .*logged-failure\.test/);
});

test('what is no error is logged all the same', () => {
  expect(loggedFailure('a "secret" text')).toEqual({ name: 'string', message: 'a … text' });
  expect(loggedFailure(Object.assign(new Error('x'), { code: 'a "secret"' })).code).toBeUndefined();
});
