import { hmac } from '@agency-graph/contract';
import { createHmac, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';

test('a short way to an HMAC is that of the standard, whatever was keyed before', () => {
  for (let length = 0; length < 600; length += 1) {
    for (const key of [randomBytes(length % 65), randomBytes(64), Buffer.alloc(0)]) {
      const message = randomBytes(length);
      expect(hmac(key, message)).toEqual(createHmac('sha256', key).update(message).digest());
    }
  }
});

test('what was made is nobody else’s afterwards', () => {
  const [one, other] = [hmac(Buffer.from('a'), Buffer.from('b')), hmac(Buffer.from('c'), Buffer.from('d'))];
  expect(one).toEqual(createHmac('sha256', 'a').update('b').digest());
  expect(other).not.toEqual(one);
});

test('a longer key than may be is refused, not cut', () => {
  expect(() => hmac(randomBytes(65), randomBytes(1))).toThrow(RangeError);
});
