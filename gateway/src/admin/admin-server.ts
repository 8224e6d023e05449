import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { createHash, timingSafeEqual } from 'node:crypto';
import { languageOf, PAGE_HEADERS } from '../page.js';
import { createExposition } from './exposition.js';
import { createRecent, type Recent } from './recent.js';
import type { Running } from './running.js';
import { statusPage } from './status-page.js';

/**
 * The operator's door, on a port of its own: `/metrics` for Prometheus and `/status` for people, each only with the
 * token, as a bearer token or as the password of HTTP's basic authentication (RFC 6750, RFC 7617).
 */
export function createAdminServer(running: Running, token: string): FastifyInstance {
  const app = fastify({ logger: false });
  const exposition = createExposition(running);
  app.addHook('onRequest', async (request, reply) =>
    holds(request.headers.authorization, token)
      ? undefined
      : reply
          .code(401)
          .header('www-authenticate', 'Basic realm="agency-graph admin", charset="UTF-8"')
          .send({ error: 'The token of the admin door is needed.' }),
  );
  app.get('/metrics', async (_request, reply) => reply.type(exposition.contentType).send(await exposition.text()));
  serveStatus(app, running);
  return app;
}

/** Serves `/status`. */
export function serveStatus(app: FastifyInstance, running: Running): void {
  const recent: Recent = createRecent(running.metrics);
  app.addHook('onClose', async () => recent.close());
  app.get('/status', async (request: FastifyRequest, reply: FastifyReply) =>
    reply.headers(PAGE_HEADERS).send(statusPage(running, recent, languageOf(request))),
  );
}

/** Compared by digest, in a time that says nothing of the token. */
function holds(authorization: string | undefined, token: string): boolean {
  const [scheme = '', credentials = ''] = (authorization ?? '').split(' ', 2);
  const given =
    scheme.toLowerCase() === 'basic'
      ? Buffer.from(credentials, 'base64')
          .toString('utf8')
          .replace(/^[^:]*:/, '')
      : scheme.toLowerCase() === 'bearer'
        ? credentials
        : '';
  return timingSafeEqual(digest(given), digest(token));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
