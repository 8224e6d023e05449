import { drawRandom } from '@agency-graph/contract';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { METHODS, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Refusal, type RefusalCode } from '../refusals.js';
import { createBodies } from './bodies.js';
import { isRefusedAsBroken, refuseBrokenRequest, refuseUnread } from './broken-request.js';
import { compress } from './compress.js';
import { keepConnections, withinDescriptors } from './connections.js';
import { deliver, deliverWithin, whenClosed, type CutShort } from './deliver.js';
import { serveErrors } from './errors-page.js';
import type { ReceivedRequest } from './read-request.js';
import { createTurns } from './turns.js';
import { createTurnstile } from './turnstile.js';
import type { Answer } from './write-answer.js';

/** Bounds of what a connection may take. Bytes and milliseconds. */
export const DOOR_LIMITS = {
  body: 100 * 1024,
  headers: 8 * 1024,
  headerLines: 64,
  headersTimeout: 5_000,
  requestTimeout: 15_000,
  /** How often those two are looked at. */
  timeoutsLookedAt: 1_000,
  /** Nothing read and nothing written. */
  silence: 30_000,
  keepAlive: 5_000,
  requestsPerSocket: 1_000,
  connections: 10_000,
  /** Bodies of which more is to come. */
  bodies: 500,
  /** From a request's last byte to its answer. */
  answer: 5_000,
  /** From its first byte to its last, however slowly its client reads. */
  delivery: 30_000,
} as const;

export interface ServerParts {
  readonly answer: (received: ReceivedRequest) => Promise<Answer>;
  /** Answers an auditor at `/audit/graphql`; absent where the log is not asked. */
  readonly inquire?: ((received: ReceivedRequest) => Promise<Answer>) | undefined;
  /** Answers, and records, a request that the door turned away before reading it. */
  readonly turnAway: (refusal: Refusal, received: ReceivedRequest) => Promise<Answer>;
  /** Told of an outcome's answer whose client went away before all of it was flushed. */
  readonly cutShort: (outcome: number, trace: string, how: CutShort) => void;
  /** Null when ready, else what is missing. */
  readonly notReady: () => string | null;
  /** What is served in an older form because the new one is not good; names, without any detail. */
  readonly degraded?: () => readonly string[];
  /** The versions that are served, told where that is an older form. */
  readonly serving?: () => Readonly<Record<string, string>>;
  /** Whether the gateway is stopping: then clients are told to leave their connections. */
  readonly stopping?: () => boolean;
}

/**
 * The door: one GraphQL endpoint, health, the table of refusals; everything else is 404. Whatever is turned away, by
 * Fastify or by Node itself too, is recorded before it is told so.
 */
export function createServer({
  answer,
  inquire,
  turnAway,
  cutShort,
  notReady,
  degraded,
  serving,
  stopping,
}: ServerParts): FastifyInstance {
  const turnedAway = async (code: RefusalCode, request: FastifyRequest, reply: FastifyReply, says?: string) =>
    send(request, reply, await turnAway(new Refusal(code, says), received(request, reply, NO_CLAIM)));

  const turnstile = createTurnstile();
  const app = fastify({
    logger: false,
    requestTimeout: DOOR_LIMITS.requestTimeout,
    connectionTimeout: DOOR_LIMITS.silence,
    keepAliveTimeout: DOOR_LIMITS.keepAlive,
    http: {
      // Node would refuse for itself, without a record.
      requireHostHeader: false,
      maxHeaderSize: DOOR_LIMITS.headers,
      headersTimeout: DOOR_LIMITS.headersTimeout,
      connectionsCheckingInterval: DOOR_LIMITS.timeoutsLookedAt,
    },
    routerOptions: { ignoreTrailingSlash: false },
    // A request on a connection that is still open when the gateway stops is answered, with `Connection: close`.
    return503OnClosing: false,
    frameworkErrors: (_error, request, reply) => void turnedAway('NOT_FOUND', request, reply),
    clientErrorHandler: (error, socket) =>
      void refuseBrokenRequest(error, socket, connections.underWay(socket), turnAway),
  });
  // Connections are closed then; a client that left does not end what it asked for, and the log is needed until that is over.
  app.addHook('onClose', () => turnstile.close());
  const kept = withinDescriptors(DOOR_LIMITS.connections);
  const connections = keepConnections(app, kept);
  // Those whose bodies linger are not idle: half of the connections are left to others.
  const bodies = createBodies(DOOR_LIMITS.body, Math.min(DOOR_LIMITS.bodies, Math.floor(kept / 2)));
  // An expectation that is not known may be let be (RFC 9110, 10.1.1); Node would refuse it for itself, without a record.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  app.server.on('checkContinue', (request, response) => {
    // What is refused for its length is not asked for: its client may send it all the same, or something else.
    if (bodies.takes(request)) response.writeContinue();
    else response.shouldKeepAlive = false;
    app.server.emit('request', request, response);
  });
  // It never becomes a request: Node would close the connection without a word, and without a record.
  app.server.on('connect', (_request, socket: Socket) => {
    socket.on('error', () => socket.destroy());
    void refuseUnread(new Refusal('METHOD_NOT_ALLOWED'), socket, connections.underWay(socket), turnAway);
  });
  // Bodies are read as they are: media type and JSON are judged by `read-request.ts`, for every type alike.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request, payload, done) => bodies.read(payload, request.ip, done));
  app.addHook('onRequest', async (request, reply) => {
    const brought = connections.brought(request.raw.socket);
    if (stopping?.() === true || brought >= DOOR_LIMITS.requestsPerSocket) reply.header('connection', 'close');
    // Sent before the client could know that the connection closes.
    if (brought > DOOR_LIMITS.requestsPerSocket) return turnedAway('TOO_MANY_REQUESTS', request, reply);
    const hosts = hostLines(request.raw.rawHeaders);
    if (hosts > 1) return turnedAway('BAD_REQUEST', request, reply, 'The request has more than one header `Host`.');
    if (hosts === 0 && request.raw.httpVersion === '1.1')
      return turnedAway('BAD_REQUEST', request, reply, 'The request has no header `Host`.');
    if (!HOST.test(request.headers.host ?? ''))
      return turnedAway('BAD_REQUEST', request, reply, 'The header `Host` names no host.');
    if (!isFramed(request.raw)) {
      reply.header('connection', 'close');
      return turnedAway('BAD_REQUEST', request, reply, 'Of transfer codings `chunked` alone is taken, in HTTP/1.1.');
    }
    if (request.raw.rawHeaders.length > 2 * DOOR_LIMITS.headerLines)
      return turnedAway('HEADERS_TOO_LARGE', request, reply);
    return undefined;
  });

  const turns = createTurns();
  const atTurnstile = (give: ServerParts['answer']) => async (request: FastifyRequest, reply: FastifyReply) => {
    const place = turnstile.enter(request.ip);
    if (typeof place === 'string') return turnedAway(place, request, reply);
    let over = (): void => {};
    const claim = async (caller: string): Promise<void> => {
      place.claim(caller);
      over = await turns.take(caller);
    };
    try {
      return await send(request, reply, await give(received(request, reply, claim)), cutShort);
    } finally {
      over();
      // An answer that its client does not take is held in memory: its place is taken as long.
      whenClosed(reply.raw, place.leave);
    }
  };
  // Of each method a corridor says itself whether it serves it.
  for (const method of METHODS) if (!app.supportedMethods.includes(method)) app.addHttpMethod(method);
  const { supportedMethods: method } = app;
  app.route({ method, url: '/graphql', handler: atTurnstile(answer) });
  if (inquire !== undefined) app.route({ method, url: '/audit/graphql', handler: atTurnstile(inquire) });
  app.get('/healthz', async () => ({ status: 'up' }));
  app.get('/readyz', async (_request, reply) => {
    const missing = notReady();
    if (missing !== null) return reply.code(503).send({ status: 'not ready', missing });
    const older = degraded?.() ?? [];
    return { status: 'ready', ...(older.length === 0 ? {} : { degraded: older, serving: serving?.() }) };
  });
  serveErrors(app);

  app.setNotFoundHandler((request, reply) => turnedAway('NOT_FOUND', request, reply));
  app.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    if (isRefusedAsBroken(request.raw)) return reply.hijack();
    return error instanceof Refusal
      ? turnedAway(error.code, request, reply, error.message)
      : turnedAway(codeOf(error.statusCode ?? 500), request, reply);
  });
  return app;
}

/** Node's own reading of the headers keeps the first of them. */
function hostLines(rawHeaders: readonly string[]): number {
  let lines = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (rawHeaders[at]!.toLowerCase() === 'host') lines += 1;
  return lines;
}

/** A name or an address, with a port or without, or nothing (RFC 9112, § 3.2). */
const HOST = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/i;

/** Whether it is told by what is understood where the body ends, and what it is (RFC 9112, § 6.1). */
function isFramed({ headers, httpVersion }: IncomingMessage): boolean {
  const coding = headers['transfer-encoding'];
  return coding === undefined || (coding.toLowerCase() === 'chunked' && httpVersion !== '1.0');
}

/** Fastify's own errors, by their status. */
function codeOf(status: number): RefusalCode {
  if (status === 415) return 'UNSUPPORTED_MEDIA_TYPE';
  return status < 500 ? 'BAD_REQUEST' : 'INTERNAL_ERROR';
}

function received(request: FastifyRequest, reply: FastifyReply, claim: ReceivedRequest['claim']): ReceivedRequest {
  // attacker-controlled: `//`, `http://[` and the like are no URLs, so only what follows the `?` is taken.
  const target = request.raw.url ?? '';
  const search = target.includes('?') ? target.slice(target.indexOf('?')) : '';
  return {
    method: request.method,
    search,
    headers: request.headers,
    rawHeaders: request.raw.rawHeaders,
    body: Buffer.isBuffer(request.body) ? request.body : null,
    trace: traceOf(request.headers['traceparent']),
    deadline: performance.now() + DOOR_LIMITS.answer,
    gone: goneSignal(reply),
    client: request.ip,
    claim,
  };
}

/** Of a request that is turned away before anybody is known. */
const NO_CLAIM = (): Promise<void> => Promise.resolve();

/** Aborted when the connection closes before the answer is written. */
function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => raw.writableFinished || gone.abort());
  return gone.signal;
}

/** The caller's trace id (W3C Trace Context), or one of our own. */
export function traceOf(traceparent: string | string[] | undefined): string {
  const given = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
  return given ?? drawRandom(16).toString('hex');
}

/** No id is of zeros alone; versions after `00` may have more behind the flags, and there is none of `ff`. */
const TRACEPARENT = /^(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/;

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answer,
  cutShort: ServerParts['cutShort'] = () => {},
): Promise<FastifyReply> {
  const { body, coding } = await compress(answer.body, request.headers['accept-encoding']);
  reply.code(answer.status).headers(answer.headers).header('x-request-id', requestId(request, answer));
  if (coding !== null) reply.header('content-encoding', coding).header('vary', 'accept-encoding');
  const { outcome, headers } = answer;
  if (outcome === null) reply.send(body);
  else deliver(reply, body, (how) => cutShort(outcome, headers['x-trace-id']!, how));
  deliverWithin(reply, DOOR_LIMITS.delivery);
  return reply;
}

/** The client's own name for its request, if it can be one; else the trace id. */
function requestId({ headers }: FastifyRequest, answer: Answer): string | undefined {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : answer.headers['x-trace-id'];
}
