import { questionOf } from '@agency-graph/gateway/inquiry';
import { describe, expect, test } from 'vitest';

const PERIOD = { from: '2026-01-01T00:00:00.000000Z', to: '2026-02-01T00:00:00.000000Z' };
const TOKEN = Buffer.alloc(16, 7).toString('base64url');
const asked = (type: string, id: string) =>
  questionOf({ record: { type, id } }, PERIOD, {
    tokens: (of, id) => new Set([`${of} ${id}`]),
    standsForPersons: (type) => ({ Member: true, Document: false })[type] ?? null,
  });

describe('a question about a record', () => {
  test('is one about a thing, by its own id', () => {
    expect(asked('Document', 'D-0100')).toEqual({ kind: 'record', type: 'Document', id: 'D-0100' });
    expect(asked('Nobody', 'N-0100')).toMatchObject({ id: 'N-0100' });
    // No record of a type that is known to be a thing's has a person's token for an id.
    expect(asked('Document', TOKEN)).toMatchObject({ id: TOKEN });
  });

  test.each([
    ['a person’s token', 'Member', TOKEN],
    ['a person’s id, which stands in no record', 'Member', 'M-000123'],
    ['a token under a type that nobody knows', 'Nobody', TOKEN],
  ])('is refused for %s: a person is asked for by subject, under a case', (_, type, id) => {
    expect(() => asked(type, id)).toThrow('Ask for a person by "subject"');
  });
});
