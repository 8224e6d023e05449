import type { Algorithm, IssuerConfig } from '@agency-graph/composition';
import type { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFindKey, createKeyCache, type FindKey } from '../../../gateway/src/identity/jwks.js';
import { ecKey, jwkOf, rsaKey } from '../fixture/tokens.js';

const directory = mkdtempSync(join(tmpdir(), 'jwks-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const issuer = (jwks: IssuerConfig['jwks']): IssuerConfig => ({
  issuer: 'https://sso.example',
  jwks,
  algorithms: ['ES256'],
  audience: 'agency-graph',
  development: false,
});

const one = ecKey('one');
const two = ecKey('two');

/** Finds keys for ES256, as which most are here, where no other algorithm is named. */
type Find = (kid: string, algorithm?: Algorithm) => Promise<KeyObject>;
const finding =
  (find: FindKey): Find =>
  (kid, algorithm = 'ES256') =>
    find(kid, algorithm);

const rsa = rsaKey('rsa');
const unmarked = rsaKey('unmarked');
/** What a key is published for, and what not. */
const MARKED = [jwkOf(rsa, { alg: 'RS256' }), jwkOf(unmarked), jwkOf(two, { alg: 'ECDH-ES' })];
async function expectMarked(find: Find): Promise<void> {
  expect((await find('rsa', 'RS256')).equals(rsa.publicKey)).toBe(true);
  for (const algorithm of ['RS256', 'PS256'] as const) await find('unmarked', algorithm);
  await expect(find('rsa', 'PS256')).rejects.toThrow('another algorithm');
  await expect(find('two', 'ES256')).rejects.toThrow('another algorithm');
}

describe('from a file', () => {
  const open = (content: unknown): Find => {
    const file = join(directory, 'keys.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return finding(createFindKey(issuer({ kind: 'file', file }), (name) => name));
  };

  test('keys to verify with, by their id', async () => {
    const find = open({ keys: [jwkOf(one), jwkOf(two, { use: 'enc' }), jwkOf(ecKey('three'), { key_ops: ['sign'] })] });
    expect((await find('one')).equals(one.publicKey)).toBe(true);
    for (const kid of ['two', 'three', '__proto__', 'four']) await expect(find(kid)).rejects.toThrow();
  });

  test('a key is for the algorithm that it is published with, if it is with one', async () => {
    await expectMarked(open({ keys: MARKED }));
  });

  test.each([
    ['a symmetric key', { keys: [{ kty: 'oct', k: 'AAAA', kid: 'one' }] }, /the key one is not a public key/],
    ['a short RSA key', { keys: [jwkOf(rsaKey('short', 1024))] }, /the key short is an RSA key shorter than 2048 bits/],
    ['a key id twice', { keys: [jwkOf(one), jwkOf(ecKey('one'))] }, /the key id one stands twice/],
    [
      'a private key',
      { keys: [one.privateKey.export({ format: 'jwk' })].map((jwk) => ({ ...jwk, kid: 'one' })) },
      /private/,
    ],
    ['a key without id', { keys: [{ ...jwkOf(one), kid: undefined }] }, /no "kid"/],
    ['no list', { keys: {} }, /"keys" is not a list/],
    ['no JSON', '{', /cannot be read as a JWKS/],
  ])('%s stops the start, in a sentence', (_what, content, says) => {
    expect(() => open(content)).toThrow(says);
  });
});

describe('by URL', () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  });

  /** A key server, a clock that a test sets, and how often it was asked. */
  async function serve(answer: RequestListener) {
    const state = { asked: 0, now: 0, answer };
    const server = createServer((request, response) => {
      state.asked += 1;
      state.answer(request, response);
    });
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
    const find = finding(createFindKey(issuer({ kind: 'url', url }), String, () => state.now));
    return { state, find, url };
  }
  const keys =
    (...all: readonly object[]): RequestListener =>
    (_request, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: all }));
    };
  const down: RequestListener = (_request, response) => void response.writeHead(503).end();

  test('is asked once for many, and again for a new key', async () => {
    const { state, find } = await serve(keys(jwkOf(one)));
    await Promise.all(Array.from({ length: 50 }, () => find('one')));
    expect(state.asked).toBe(1);
    state.answer = keys(jwkOf(one), jwkOf(two));
    state.now += 30_000;
    expect((await find('two')).equals(two.publicKey)).toBe(true);
    expect(state.asked).toBe(2);
  });

  test('unknown key ids of strangers neither flood it nor keep others from their keys', async () => {
    const { state, find } = await serve(keys(jwkOf(one)));
    for (let n = 0; n < 200; n += 1) await expect(find(`made-up-${n}`)).rejects.toThrow('no such key');
    await find('one');
    expect(state.asked).toBe(1);
    state.now += 5 * 60_000;
    await expect(find('made-up')).rejects.toThrow('no such key');
    await find('one');
    expect(state.asked).toBe(2);
  });

  test('while it is down the keys serve for 5 minutes, then none does', async () => {
    const { state, find } = await serve(keys(jwkOf(one)));
    await find('one');
    state.answer = down;
    state.now += 4 * 60_000 + 59_000;
    await find('one');
    state.now += 1_000;
    await expect(find('one')).rejects.toThrow('cannot be had');
    expect(state.asked).toBe(2);
    // Back again, it is asked again after the pause.
    state.answer = keys(jwkOf(one));
    await expect(find('one')).rejects.toThrow('cannot be had');
    state.now += 30_000;
    await find('one');
    expect(state.asked).toBe(3);
  });

  test('140: a withdrawn key dies within a minute, and nobody waits for that while keys are in use', async () => {
    const { state, find } = await serve(keys(jwkOf(one), jwkOf(two)));
    await find('two');
    state.answer = keys(jwkOf(one));
    state.now += 60_000;
    await expect(find('two')).rejects.toThrow('no such key');

    state.answer = (request, response) => void setImmediate(() => keys(jwkOf(one), jwkOf(two))(request, response));
    state.now += 30_000;
    await find('one');
    await expect.poll(() => find('two').catch(() => null)).not.toBeNull();
    expect(state.asked).toBe(3);
  });

  test.each<[string, RequestListener]>([
    ['an error', down],
    ['a redirect', (_request, response) => void response.writeHead(302, { location: '/keys2' }).end()],
    ['no JSON', (_request, response) => void response.end('<html>')],
    ['another form', (_request, response) => void response.end('{"keys":{"a":1}}')],
    ['more than 64 KiB', (_request, response) => void response.end(`{"keys":[],"x":"${'x'.repeat(70_000)}"}`)],
    ['a broken connection', (request) => void request.socket.destroy()],
    ['a key id twice', keys(jwkOf(one), jwkOf(ecKey('one')))],
    ['too many keys', keys(...Array.from({ length: 17 }, (_, n) => ({ ...jwkOf(one), kid: `k${n}` })), jwkOf(one))],
  ])('%s: no key', async (_what, listener) => {
    const { state, find } = await serve(listener);
    await expect(find('one')).rejects.toThrow('cannot be had');
    expect(state.asked).toBe(1);
  });

  test('107: useless keys are left out, the others serve', async () => {
    const { find } = await serve(
      keys(
        { kty: 'oct', k: 'AAAA', kid: 'oct' },
        jwkOf(rsaKey('short', 1024)),
        jwkOf(two, { use: 'enc' }),
        jwkOf(ecKey('three'), { key_ops: ['sign'] }),
        jwkOf(ecKey('four'), { key_ops: [] }),
        jwkOf(one, { key_ops: ['verify'] }),
      ),
    );
    await find('one');
    for (const kid of ['oct', 'short', 'two', 'three', 'four']) await expect(find(kid)).rejects.toThrow('no such key');
  });

  test('107: a key is for the algorithm that it is published with, if it is with one', async () => {
    await expectMarked((await serve(keys(...MARKED))).find);
  });

  test('one that never ends an answer is left after 5 s', async () => {
    const { find } = await serve((_request, response) => void response.write('{"keys":['));
    const from = performance.now();
    await expect(find('one')).rejects.toThrow('cannot be had');
    expect(performance.now() - from).toBeLessThan(6_000);
  });
});

describe('a fetched key set', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  type Keys = Awaited<ReturnType<Parameters<typeof createKeyCache>[0]>>;
  const setOf = (...ids: readonly string[]): Keys =>
    new Map(ids.map((id) => [id, { key: one.publicKey, algorithm: null }]));
  const answers = (set: Keys) => (): Promise<Keys> => Promise.resolve(set);
  /** Takes the question and never answers, until it is given up. */
  const isSilent = (): Promise<Keys> =>
    new Promise((_resolve, reject) => void setTimeout(() => reject(new Error('not in time')), 5_000));

  /** A key set that was fetched just now; `issuer` is how the issuer answers. */
  async function fetched(set: Keys) {
    const state = { asked: 0, issuer: answers(set) };
    const load = (): Promise<Keys> => {
      state.asked += 1;
      return state.issuer();
    };
    const find = finding(createKeyCache(load, () => performance.now()));
    await find(set.keys().next().value!);
    return { state, find };
  }
  /** What a request with this key id comes to before anything else happens. */
  const atOnce = (find: Find, kid: string): Promise<string> =>
    Promise.race([
      find(kid).then(
        () => 'found',
        (error: Error) => error.message,
      ),
      new Promise<string>((resolve) => void setImmediate(resolve, 'waits')),
    ]);
  const seconds = (many: number): Promise<unknown> => vi.advanceTimersByTimeAsync(many * 1_000);

  test.each(['one', ''])(
    '106: serves the key id "%s" at once for 5 minutes while the issuer is silent',
    async (kid) => {
      const { state, find } = await fetched(setOf('one'));
      state.issuer = isSilent;
      const met = new Set<string>();
      for (let second = 1; second < 300; second += 1) {
        await seconds(1);
        met.add(await atOnce(find, kid));
      }
      expect([...met]).toEqual(['found']);
      expect(state.asked).toBe(10);
      await seconds(7);
      expect(await atOnce(find, kid)).toBe('the keys of the issuer cannot be had');
    },
  );

  test('one that never was is asked for again each second; what becomes of it is told', async () => {
    const told: unknown[] = [];
    const state = { asked: 0, answers: false };
    const load = (): Promise<Keys> => {
      state.asked += 1;
      return state.answers ? Promise.resolve(setOf('one')) : Promise.reject(new Error('no such address'));
    };
    const find = finding(
      createKeyCache(
        load,
        () => performance.now(),
        (failure) => void told.push(failure),
      ),
    );
    await expect(find('one')).rejects.toThrow('cannot be had');
    await expect(find('one')).rejects.toThrow('cannot be had');
    await seconds(3);
    expect(state.asked).toBe(4);
    expect(told).toEqual(Array.from({ length: 4 }, () => new Error('no such address')));
    state.answers = true;
    await seconds(1);
    expect(await atOnce(find, 'one')).toBe('found');
    await seconds(29);
    expect([state.asked, told.at(-1)]).toEqual([5, null]);
  });

  test('106: nor does the first request after a quiet minute wait for a silent issuer', async () => {
    const { state, find } = await fetched(setOf('one'));
    state.issuer = isSilent;
    await seconds(62);
    expect(await atOnce(find, 'one')).toBe('found');
  });

  test('only a key that is not in it waits for the fetch under way', async () => {
    const { state, find } = await fetched(setOf('one', 'other'));
    state.issuer = isSilent;
    await seconds(30);
    expect(await Promise.all(['one', 'unknown', ''].map((kid) => atOnce(find, kid)))).toEqual([
      'found',
      'waits',
      'waits',
    ]);
    await seconds(5);
  });

  test('140: lets go of a withdrawn key within a minute, whether or not a token comes meanwhile', async () => {
    const { state, find } = await fetched(setOf('one', 'withdrawn'));
    state.issuer = answers(setOf('one'));
    await seconds(60);
    expect(await atOnce(find, 'withdrawn')).toBe('no such key');
    expect(await atOnce(find, 'one')).toBe('found');
  });

  test('140: is as old as the question that it answers', async () => {
    const { state, find } = await fetched(setOf('one'));
    state.issuer = () => new Promise((resolve) => void setTimeout(() => resolve(setOf('one', 'withdrawn')), 4_000));
    await seconds(34);
    state.issuer = isSilent;
    await seconds(5 * 60 - 5);
    expect(await atOnce(find, 'withdrawn')).toBe('found');
    await seconds(1);
    expect(await atOnce(find, 'withdrawn')).not.toBe('found');
  });
});
