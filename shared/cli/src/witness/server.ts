import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  considerCheckpoint,
  cosign,
  formatSignature,
  formatVerifierKey,
  Malformed,
  originOf,
  parseAddCheckpoint,
  parseNote,
  signersOf,
  trustedCertificate,
  type AddCheckpoint,
  type NoteSigner,
  type VerifierKey,
} from '@agency-graph/ledger';
import type { Remembered, WitnessState } from './state.js';

export interface WitnessParts {
  readonly signer: NoteSigner;
  readonly state: WitnessState;
  /** Keys of logs, and roots that certify them. */
  readonly trusted: readonly VerifierKey[];
  /** Seconds since 1970. */
  readonly now: () => number;
}

interface LogKey {
  readonly key: VerifierKey;
  /** Of a key that a root certified for one; a key that is trusted by itself is of none. */
  readonly epoch: number | undefined;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

/** Longest request, in bytes. */
const LONGEST = 64 * 1024;
const SLOWEST = 10_000;
/** How often it is looked for who is slower: by default every 30 s, so that few would keep all others out for long. */
const LOOKED_AT = 1_000;

/** A witness (C2SP tlog-witness): co-signs what follows from all that it co-signed before, and nothing else. */
export function createWitness({ signer, state, trusted, now }: WitnessParts): Server {
  const keys = new Map<string, LogKey[]>();
  const addKey = (key: VerifierKey, epoch?: number): void => {
    const known = keys.get(key.name) ?? [];
    if (!known.some((one) => one.key.id === key.id)) keys.set(key.name, [...known, { key, epoch }]);
  };
  for (const key of trusted) addKey(key);
  for (const note of state.certificates()) {
    const certificate = trustedCertificate(note, trusted);
    if (certificate !== null) addKey(certificate.key, certificate.epoch);
  }

  /** Keys that may sign for a log yet: not those of epochs before that of who signed what was co-signed last. */
  const keysAfter = (origin: string, { note }: Remembered): readonly VerifierKey[] => {
    const known = keys.get(origin) ?? [];
    const signed =
      note === ''
        ? []
        : signersOf(
            parseNote(note),
            known.map(({ key }) => key),
          );
    const last = known.filter(({ key }) => signed !== 'forged' && signed.includes(key));
    const since = last.reduce((newest, { epoch = -Infinity }) => Math.max(newest, epoch), -Infinity);
    return known.filter(({ epoch = Infinity }) => epoch >= since).map(({ key }) => key);
  };

  /** INVARIANT: no await between reading the last checkpoint and remembering the next: one request at a time. */
  const addCheckpoint = (request: AddCheckpoint): Answer => {
    const origin = originOf(request.note) ?? '';
    const remembered = state.last(origin);
    const considered = considerCheckpoint(request, remembered.checkpoint, keysAfter(origin, remembered));
    switch (considered.kind) {
      case 'malformed':
        return { status: 400, body: 'not a checkpoint\n' };
      case 'unknown-log':
        return { status: 404, body: 'unknown log\n' };
      case 'unsigned':
        return { status: 403, body: 'no trusted signature\n' };
      case 'conflict':
        return sizeConflict(considered.size);
      case 'fork':
        state.keepFork(considered.note, remembered);
        return { status: 409, body: 'another checkpoint of this size was co-signed\n' };
      case 'inconsistent':
        return { status: 422, body: 'not consistent\n' };
      case 'cosign':
        // INVARIANT: remembered durably before it is signed.
        if (!state.advance(origin, remembered, considered.note)) {
          return sizeConflict(state.last(origin).checkpoint?.size ?? 0);
        }
        return { status: 200, body: formatSignature(cosign(considered.text, signer, now())) };
    }
  };

  const addCertificate = (note: string): Answer => {
    const certificate = trustedCertificate(note, trusted);
    if (certificate === null) return { status: 403, body: 'no certificate by a trusted root\n' };
    state.addCertificate(note);
    addKey(certificate.key, certificate.epoch);
    return { status: 200, body: '' };
  };

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const path = request.url?.split('?')[0];
    if (request.method === 'GET' && path === '/key') return { status: 200, body: `${formatVerifierKey(signer.key)}\n` };
    if (path !== '/add-checkpoint' && path !== '/add-certificate') return { status: 404, body: 'not here\n' };
    if (request.method !== 'POST') return { status: 405, body: 'POST only\n' };
    const body = await bodyOf(request);
    if (body === null) return { status: 413, body: 'too long\n' };
    return path === '/add-checkpoint' ? addCheckpoint(parseAddCheckpoint(body)) : addCertificate(body);
  };

  const server = createServer({ connectionsCheckingInterval: LOOKED_AT }, (request, response) => {
    answer(request)
      .catch((error: unknown): Answer => {
        if (error instanceof Malformed) return { status: 400, body: 'malformed\n' };
        // Who goes away before all was said is no failure of the witness.
        if (request.complete)
          process.stderr.write(`witness: ${error instanceof Error ? error.message : String(error)}\n`);
        return { status: 500, body: 'failed\n' };
      })
      .then((result) => send(response, result))
      .catch(() => response.destroy());
  });
  server.requestTimeout = SLOWEST;
  server.headersTimeout = SLOWEST;
  server.maxConnections = 256;
  return server;
}

const sizeConflict = (size: number): Answer => ({ status: 409, body: `${size}\n`, type: 'text/x.tlog.size' });

function send(response: ServerResponse, { status, body, type = 'text/plain; charset=utf-8' }: Answer): void {
  response.writeHead(status, { 'content-type': type, ...(status === 413 ? { connection: 'close' } : {}) }).end(body);
}

/** The body, or null when it is too long. attacker-controlled: it is UTF-8 or nothing. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > LONGEST) return null;
    pieces.push(piece);
  }
  const bytes = Buffer.concat(pieces);
  const body = bytes.toString('utf8');
  if (!Buffer.from(body).equals(bytes)) throw new Malformed('not UTF-8');
  return body;
}
