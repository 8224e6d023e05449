import { questionOf } from '@agency-graph/gateway/inquiry';
import { describe, expect, test } from 'vitest';

const PERIOD = { from: '2026-01-01T00:00:00.000000Z', to: '2026-02-01T00:00:00.000000Z' };
const TOKEN = Buffer.alloc(16, 7).toString('base64url');
const asked = (type: string, id: string) =>
  questionOf({ record: { type, id } }, PERIOD, {
    tokens: (of, id) => new Set([`${of} ${id}`]),
    isPerson: (type) => type === 'Member',
  });

describe('a question about a record', () => {
  test('is one about a thing, by its own id', () => {
    expect(asked('Task', 'T-0100')).toEqual({ kind: 'record', type: 'Task', id: 'T-0100' });
    const likeATokenButNone = 'DOC-2026-0000000000123';
    expect(asked('Document', likeATokenButNone)).toMatchObject({ id: likeATokenButNone });
  });

  test.each([
    ['a person’s token', 'Member', TOKEN],
    ['a person’s id, which stands in no record', 'Member', 'M-000123'],
    ['a token under a type that is no person’s', 'Task', TOKEN],
    ['a token under a type that nobody knows', 'Nobody', TOKEN],
  ])('is refused for %s: a person is asked for by subject, under a case', (_, type, id) => {
    expect(() => asked(type, id)).toThrow('Ask for a person by "subject"');
  });
});
