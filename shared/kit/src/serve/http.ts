import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { SubgraphLimits } from '../config.js';
import { ANSWERS, type Answer, type RawAnswer } from './answer.js';
import type { RawRequest } from './answer-request.js';

/** Contexts of 32 KiB and the rest. */
const MAX_HEADER_BYTES = 49_152;
const HEADERS_MS = 5_000;

export interface HttpRoutes {
  readonly graphql: (request: RawRequest) => Promise<RawAnswer>;
  readonly isReady: () => boolean;
  /** For the register's owner: answers `GET /register/changes`. */
  readonly registerChanges?: (since: string | undefined, authorization: string | undefined) => Promise<RawAnswer>;
}

/** The HTTP door: `POST /graphql` and `GET /health`; whatever else is asked gets the same 401. */
export function createHttp(routes: HttpRoutes, limits: SubgraphLimits): FastifyInstance {
  const app = Fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    http: { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: HEADERS_MS },
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: false, caseSensitive: true },
  });
  app.removeAllContentTypeParsers();
  // The proof is over the exact bytes: nothing may parse or decode them on the way.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setNotFoundHandler((_request, reply) => send(reply, ANSWERS.UNAUTHORIZED));
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    if (error.statusCode === 413) return send(reply, ANSWERS.TOO_LARGE);
    return send(reply, (error.statusCode ?? 500) < 500 ? ANSWERS.BAD_REQUEST : ANSWERS.INTERNAL);
  });

  app.post('/graphql', async ({ raw, body }, reply) => {
    const { method = '', url: target = '', headers } = raw;
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    return send(reply, await routes.graphql({ method, target, host: headers.host ?? '', headers, body: bytes }));
  });
  app.get('/health', (_request, reply) =>
    routes.isReady() ? send(reply, { status: 200, body: '{"ready":true}' }) : send(reply, ANSWERS.STARTING),
  );
  const { registerChanges } = routes;
  if (registerChanges !== undefined) {
    app.get<{ Querystring: { since?: string } }>('/register/changes', async ({ query, headers }, reply) =>
      send(reply, await registerChanges(query.since, headers.authorization)),
    );
  }
  return app;
}

const send = (reply: FastifyReply, { status, body }: Answer | RawAnswer): FastifyReply =>
  reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(body);
