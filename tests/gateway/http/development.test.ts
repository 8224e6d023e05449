import { ensureKeys } from '@agency-graph/contract';
import type { FastifyInstance } from 'fastify';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { serveDevelopment } from '../../../gateway/src/http/development.js';
import { createServer } from '../../../gateway/src/http/server.js';
import { writeRefusal } from '../../../gateway/src/http/write-answer.js';
import { Refusal } from '../../../gateway/src/refusals.js';

let keys: string;
let door: FastifyInstance;
/** Refusals by their code, and events. */
let recorded: unknown[] = [];
let isBroken = false;
beforeAll(() => {
  keys = mkdtempSync(join(tmpdir(), 'development-'));
  ensureKeys(keys, { issuer: true });
  const none = () => Promise.reject(new Error('not asked here'));
  door = createServer({
    answer: none,
    turnAway: async (refusal, { trace }) => {
      recorded.push(refusal.code);
      return writeRefusal(refusal, null, { mediaType: 'application/json', trace });
    },
    cutShort: () => {},
    notReady: () => null,
  });
  serveDevelopment(door, keys, 'tiny', () => '2026-03-15T09:00:00+07:00', {
    async event(type, body) {
      if (isBroken) throw new Refusal('AUDIT_UNAVAILABLE');
      recorded.push([type, body]);
      return { origin: 'node', index: recorded.length, leaf: '' };
    },
  });
});
beforeEach(() => {
  recorded = [];
  isBroken = false;
});
afterAll(async () => {
  await door.close();
  rmSync(keys, { recursive: true });
});

const asked = async (body: object, headers: Readonly<Record<string, string>> = {}) => {
  const reply = await door.inject({
    method: 'POST',
    url: '/dev/token',
    headers: { host: 'localhost:4000', 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(body),
  });
  const { token, errors } = reply.json<{ token?: string; errors?: [{ message: string }] }>();
  return { status: reply.statusCode, token, says: errors?.[0].message, trace: reply.headers['x-trace-id'] };
};

test.each(['localhost', 'localhost:4000', '127.0.0.1:4000', '[::1]:4000'])('a token is given at %s', async (host) => {
  expect(await asked({ persona: 'P4' }, { host })).toMatchObject({ status: 200, token: expect.stringMatching(/^eyJ/) });
});

test.each(['evil.example', 'localhost.evil.example:4000', '127.0.0.1.evil.example', '192.168.1.7:4000'])(
  'none is given to a page that calls this machine "%s"',
  async (host) => {
    const { status, token, says } = await asked({ persona: 'P4' }, { host });
    expect([status, token]).toEqual([400, undefined]);
    expect(says).toContain('localhost');
    expect(recorded).toEqual(['BAD_REQUEST']);
  },
);

test.each(['text/plain', 'application/x-www-form-urlencoded'])(
  'none is given to what a page of another origin may send unasked: %s',
  async (type) => {
    expect(await asked({ persona: 'P4' }, { 'content-type': type })).toMatchObject({ status: 415, token: undefined });
    expect(recorded).toEqual(['UNSUPPORTED_MEDIA_TYPE']);
  },
);

test.each([
  ['en', '“Mẫu” is nobody to act for'],
  ['fr', '«\u202fMẫu\u202f» ne désigne personne'],
  ['vi', '“Mẫu” không chỉ người nào'],
])('who is nobody to act for is told so in %s', async (language, says) => {
  const refused = await asked({ persona: 'P8', endUser: 'Mẫu' }, { 'accept-language': language });
  expect(refused).toMatchObject({ status: 400, says: expect.stringContaining(says) });
  expect(refused.says).toContain('M-000124');
});

test('a member or the holder of an account may be acted for', async () => {
  for (const endUser of ['M-000124', 'A-P4']) expect((await asked({ persona: 'P8', endUser })).status).toBe(200);
});

test('what asks for no token in our form is refused', async () => {
  for (const body of [{ persona: 'king' }, { persona: 'P4', strange: 1 }, []])
    expect(await asked(body)).toMatchObject({ status: 400, says: expect.stringContaining('JSON') });
});

test('a token that is given is recorded under the trace id that is told; without a record there is none', async () => {
  const { trace } = await asked({ persona: 'commune-officer' });
  expect(recorded).toEqual([['alarm', { kind: 'development_token', about: 'P4', n: 1, trace }]]);
  isBroken = true;
  expect(await asked({ persona: 'P4' })).toMatchObject({ status: 503, token: undefined });
});
