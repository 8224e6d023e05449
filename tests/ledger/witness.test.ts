import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  cosignaturesOf,
  EMPTY_ROOT,
  formatAddCheckpoint,
  formatNote,
  formatSignature,
  formatVerifierKey,
  mergeCosignatures,
  parseNote,
  parseVerifierKey,
  proveConsistency,
  signCertificate,
  signCheckpoint,
  signersOf,
  type VerifierKey,
} from '@agency-graph/ledger';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signerOf } from './keys.js';
import { certificate, EPOCH_KEYS, log, logOf, ORIGIN, recordAt, ROOT, type LogUnderTest } from './log-under-test.js';
import { randomOf } from './mutations.js';

const BIN = fileURLToPath(new URL('../../shared/cli/bin.mjs', import.meta.url));
const fork = logOf(Array.from({ length: 30 }, (_, at) => recordAt(at === 4 ? 99 : at)));

let folder: string;
let key: VerifierKey;
const running: ChildProcess[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agency-graph-witness-'));
  const made = cli('witness-key', 'witness.example/agency', '--key', join(folder, 'witness.key'));
  key = parseVerifierKey(made.stdout.trim());
  writeFileSync(join(folder, 'logs'), `${formatVerifierKey(ROOT.key)}\n${formatVerifierKey(EPOCH_KEYS[0].key)}\n`);
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cli = (...args: readonly string[]) =>
  spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8', cwd: tmpdir(), timeout: 15_000 });

interface Witness {
  readonly child: ChildProcess;
  readonly url: string;
}

async function start(state: string): Promise<Witness> {
  const options = ['--listen', '127.0.0.1:0', '--state', state, '--key', join(folder, 'witness.key')];
  const child = spawn(process.execPath, [BIN, 'witness', ...options, '--logs', join(folder, 'logs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /listening at (\S+)/.exec(line)?.[1];
    if (url !== undefined) return { child, url };
  }
  throw new Error('the witness did not start');
}

const newState = (): string => mkdtempSync(join(folder, 'state-'));

const post = (url: string, body: string, path = '/add-checkpoint'): Promise<Response> =>
  fetch(`${url}${path}`, { method: 'POST', body });

const requestOf = (of: LogUnderTest, old: number, size: number, signer = EPOCH_KEYS[0]): string =>
  formatAddCheckpoint({ old, proof: proveConsistency(old, size, of.node), note: of.checkpoint(size, signer, []) });

/** What ends in a note, with a signature more, of a key that nobody knows. */
const withStranger = (request: string, seed: number): string =>
  request + formatSignature({ name: 'stranger.example', id: '0badc0de', signature: Buffer.alloc(64, seed) });

/** A request whose proof has one hash more. */
const withHash = (request: string): string => request.replace('\n', `\n${Buffer.alloc(32, 7).toString('base64')}\n`);

describe('the protocol (C2SP tlog-witness)', () => {
  let url: string;
  let state: string;
  beforeAll(async () => {
    state = newState();
    const witness = await start(state);
    running.splice(0);
    ({ url } = witness);
    stopped = witness.child;
  });
  let stopped: ChildProcess;
  afterAll(async () => {
    stopped.kill('SIGTERM');
    expect((await once(stopped, 'exit'))[0]).toBe(0);
  });

  test('co-signs what follows, with its time, and says its key', async () => {
    expect(await (await fetch(`${url}/key`)).text()).toBe(`${formatVerifierKey(key)}\n`);
    const before = Math.floor(Date.now() / 1_000);
    for (const [old, size] of [
      [0, 10],
      [10, 10],
      [10, 17],
    ] as const) {
      const answer = await post(url, requestOf(log, old, size));
      expect(answer.status).toBe(200);
      const note = mergeCosignatures(log.checkpoint(size, EPOCH_KEYS[0], []), await answer.text(), [key]);
      const found = cosignaturesOf(parseNote(note), [key]);
      expect(found).toHaveLength(1);
      expect(found === 'forged' ? 0 : found[0]!.time).toBeGreaterThanOrEqual(before);
    }
  });

  test('a log that does not know the last size is told it', async () => {
    const answer = await post(url, requestOf(log, 0, 20));
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      409,
      'text/x.tlog.size',
      '17\n',
    ]);
  });

  test('a fork of the same size, and one of a larger, are never co-signed', async () => {
    expect((await post(url, requestOf(fork, 17, 17))).status).toBe(409);
    expect((await post(url, requestOf(fork, 17, 25))).status).toBe(422);
    expect((await post(url, requestOf(log, 17, 18))).status).toBe(200);
  });

  test('a smaller tree is never co-signed', async () => {
    expect((await post(url, requestOf(log, 9, 9))).status).toBe(409);
  });

  test.each<[string, number, () => string]>([
    ['a stranger’s signature', 403, () => requestOf(log, 18, 20, signerOf(ORIGIN, 77) as (typeof EPOCH_KEYS)[0])],
    ['an unknown log', 404, () => requestOf(log, 18, 20).replaceAll(ORIGIN, 'log.example/other')],
    ['an old size beyond the new', 400, () => requestOf(log, 18, 20).replace('old 18', 'old 21')],
    ['no request', 400, () => 'hello'],
    ['a NUL', 400, () => requestOf(log, 18, 20).replace('old', 'ol\0d')],
    ['a decimal with a zero before', 400, () => requestOf(log, 18, 20).replace('old 18', 'old 018')],
    ['a proof of 64 hashes', 400, () => requestOf(log, 18, 20).replace('\n', `\n${`${'A'.repeat(43)}=\n`.repeat(64)}`)],
    ['a broken proof', 422, () => requestOf(log, 18, 20).replace(/\n[A-Z]/, '\na')],
    ['10 MB', 413, () => 'x'.repeat(10_000_000)],
  ])('%s is answered with %i', async (_, status, body) => {
    // A body that is too long may be cut off before it was sent whole.
    const answer = await post(url, body()).then(
      (response) => response.status,
      () => 413,
    );
    expect(answer).toBe(status);
  });

  test('the key of a new day counts when a root of this log certified it', async () => {
    expect((await post(url, requestOf(log, 18, 22, EPOCH_KEYS[1]))).status).toBe(403);
    const strangers = certificate(1, signerOf('log.example/other/root', 3));
    expect((await post(url, strangers, '/add-certificate')).status).toBe(403);
    expect((await post(url, certificate(1), '/add-certificate')).status).toBe(200);
    expect((await post(url, requestOf(log, 18, 22, EPOCH_KEYS[1]))).status).toBe(200);
  });

  test('other paths and methods', async () => {
    expect((await fetch(url)).status).toBe(404);
    expect((await fetch(`${url}/add-checkpoint`)).status).toBe(405);
  });
});

describe('what a log signed against its own word', () => {
  let url: string;
  let state: string;
  beforeEach(async () => {
    state = newState();
    ({ url } = await start(state));
  });
  const kept = (): string[] => readdirSync(join(state, 'forks')).toSorted();
  const noteOf = (of: LogUnderTest, size: number): string => of.checkpoint(size, EPOCH_KEYS[0], []);
  const advance = async (old: number, size: number): Promise<void> =>
    expect((await post(url, withStranger(requestOf(log, old, size), 0))).status).toBe(200);

  test('is kept once, whoever adds signatures to it, with a copy of that word', async () => {
    await advance(0, 17);
    for (let seed = 1; seed < 4; seed += 1)
      expect((await post(url, withStranger(requestOf(fork, 17, 17), seed))).status).toBe(409);
    for (let size = 17; size < 23; size += 1) await advance(size, size + 1);
    const [cosigned, signed, ...rest] = kept();
    expect(rest).toEqual([]);
    expect([cosigned, signed]).toEqual([expect.stringMatching(/\.cosigned$/), expect.stringMatching(/\.note$/)]);
    const notes = [cosigned!, signed!].map((name) => readFileSync(join(state, 'forks', name), 'utf8'));
    expect(notes).toEqual([noteOf(log, 17), noteOf(fork, 17)]);
    for (const note of notes) expect(signersOf(parseNote(note), [EPOCH_KEYS[0].key])).toHaveLength(1);
  });

  test('is nothing that others made of its checkpoints: wrong proofs are answered, and kept nowhere', async () => {
    expect((await post(url, withHash(requestOf(log, 0, 17)))).status).toBe(422);
    await advance(0, 17);
    expect((await post(url, withHash(requestOf(log, 17, 17)))).status).toBe(422);
    for (let seed = 1; seed <= 101; seed += 1)
      expect((await post(url, withStranger(withHash(requestOf(log, 17, 18)), seed))).status).toBe(422);
    expect(kept()).toEqual([]);
    expect((await post(url, requestOf(fork, 17, 17))).status).toBe(409);
    expect(kept()).toHaveLength(2);
  });
});

test('what is no tree without leaves is not co-signed as one, and keeps the log from nothing', async () => {
  const { url } = await start(newState());
  const begins = (root: Buffer): string => {
    const note = formatNote(signCheckpoint({ origin: ORIGIN, size: 0, root }, EPOCH_KEYS[0]));
    return formatAddCheckpoint({ old: 0, proof: [], note });
  };
  expect((await post(url, begins(Buffer.alloc(32, 7)))).status).toBe(422);
  expect((await post(url, begins(EMPTY_ROOT))).status).toBe(200);
  expect((await post(url, requestOf(log, 0, 10))).status).toBe(200);
});

test('a certificate is kept once, whoever adds signatures to it', async () => {
  const state = newState();
  const { url } = await start(state);
  for (let seed = 0; seed < 3; seed += 1)
    expect((await post(url, withStranger(certificate(1), seed), '/add-certificate')).status).toBe(200);
  expect(readdirSync(join(state, 'certificates'))).toHaveLength(1);
});

test('of the keys that a log had a witness keeps those of some months, and takes the next one always', async () => {
  const state = newState();
  const { child, url } = await start(state);
  const certified = (epoch: number): string =>
    formatNote(signCertificate({ origin: ORIGIN, epoch, key: EPOCH_KEYS[epoch % 2]!.key }, ROOT));
  for (let epoch = 0; epoch < 103; epoch += 1) await post(url, certified(epoch), '/add-certificate');
  const kept = (): string[] =>
    readdirSync(join(state, 'certificates')).map(
      (name) => readFileSync(join(state, 'certificates', name), 'utf8').split('\n')[2]!,
    );
  expect(kept().toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 100 }, (_, at) => `${at + 3}`));
  const next = formatNote(signCertificate({ origin: ORIGIN, epoch: 103, key: EPOCH_KEYS[2].key }, ROOT));
  await post(url, next, '/add-certificate');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const again = await start(state);
  expect((await post(again.url, requestOf(log, 0, 20, EPOCH_KEYS[2]))).status).toBe(200);
});

test('a key that was certified for an earlier epoch signs no more once a later one has, also after a restart', async () => {
  const state = newState();
  const { child, url } = await start(state);
  for (const epoch of [1, 2]) expect((await post(url, certificate(epoch), '/add-certificate')).status).toBe(200);
  const statusOf = async (at: string, old: number, size: number, signer: (typeof EPOCH_KEYS)[number]) =>
    (await post(at, requestOf(log, old, size, signer))).status;
  // That a later key is certified already does not end the one in force.
  expect(await statusOf(url, 0, 5, EPOCH_KEYS[1])).toBe(200);
  expect(await statusOf(url, 5, 6, EPOCH_KEYS[1])).toBe(200);
  expect(await statusOf(url, 6, 7, EPOCH_KEYS[2])).toBe(200);
  expect(await statusOf(url, 7, 8, EPOCH_KEYS[1])).toBe(403);
  child.kill('SIGTERM');
  const again = await start(state);
  expect(await statusOf(again.url, 7, 8, EPOCH_KEYS[1])).toBe(403);
  expect(await statusOf(again.url, 7, 8, EPOCH_KEYS[2])).toBe(200);
  // One that is trusted by itself is of no epoch.
  expect(await statusOf(again.url, 8, 9, EPOCH_KEYS[0])).toBe(200);
});

test('what it remembers and cannot read is its own failure, not that of who asks, and nothing is signed', async () => {
  const state = newState();
  const { url } = await start(state);
  expect((await post(url, requestOf(log, 0, 5))).status).toBe(200);
  const [remembered] = readdirSync(join(state, 'logs'));
  writeFileSync(join(state, 'logs', remembered!), '');
  expect((await post(url, requestOf(log, 5, 6))).status).toBe(500);
});

test('killed at any moment, it never goes back behind what it co-signed', async () => {
  const state = newState();
  const random = randomOf(7);
  let cosigned = 0;
  for (let round = 0; round < 5; round += 1) {
    const { child, url } = await start(state);
    if (round > 0) {
      // What it co-signed it still knows: at least what we have of it, and one more when the answer was lost.
      const stale = await post(url, requestOf(log, 0, 1));
      const known = Number(await stale.text());
      expect([stale.status, known >= cosigned, known <= cosigned + 1]).toEqual([409, true, true]);
      cosigned = known;
    }
    const killAt = 1 + random(4);
    for (let step = 0; step < 5; step += 1) {
      const size = cosigned + 1;
      const answer = post(url, requestOf(log, cosigned, size)).then(
        (response) => response.status,
        () => null,
      );
      if (step === killAt) child.kill('SIGKILL');
      if ((await answer) !== 200) break;
      cosigned = size;
    }
    child.kill('SIGKILL');
  }
  expect(cosigned).toBeGreaterThan(4);
}, 180_000);

test('two processes on one folder never sign two histories', async () => {
  const state = newState();
  const both = [await start(state), await start(state)];
  for (let size = 1; size < 12; size += 1) {
    const answers = await Promise.all([
      post(both[size % 2]!.url, requestOf(log, size - 1, size)),
      post(both[(size + 1) % 2]!.url, requestOf(fork, size - 1, size)),
    ]);
    const good = answers.filter(({ status }) => status === 200);
    // Up to leaf 4 both histories are one.
    if (size > 4) expect(good.length).toBeLessThanOrEqual(1);
    if (answers[0]!.status !== 200) break;
  }
});

describe('the command', () => {
  test('has help with exit codes', () => {
    const { stdout, status } = cli('witness', '--help');
    expect(status).toBe(0);
    expect(stdout).toContain('Exit codes');
  });

  test('never replaces a key, and refuses one that others can read', () => {
    const file = join(folder, 'another.key');
    expect(cli('witness-key', 'witness.example/b', '--key', file).status).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(cli('witness-key', 'witness.example/b', '--key', file)).toMatchObject({ status: 2 });
    chmodSync(file, 0o644);
    const options = ['--listen', '127.0.0.1:0', '--state', newState(), '--logs', join(folder, 'logs')];
    expect(cli('witness', ...options, '--key', file)).toMatchObject({ status: 2 });
    expect(cli('witness', ...options, '--key', join(folder, 'none'))).toMatchObject({ status: 1 });
    expect(cli('witness', ...options.with(1, 'nowhere'), '--key', join(folder, 'witness.key')).status).toBe(2);
    expect(cli('witness-key', 'a b', '--key', join(folder, 'c'))).toMatchObject({ status: 2 });
  });
});
