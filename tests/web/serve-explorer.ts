import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { DIST } from './built-files.js';
import { answerGraphql, PERSONAS } from './stand-in-graph.js';

/** The policy that `gateway/web/README.md` asks the gateway to send. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "worker-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};

/** A running server of the built page, and how to stop it. */
export interface ServedExplorer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the built page with a small stand-in for the gateway's endpoints; without `personas` as a production gateway would. */
export async function serveExplorer({ personas }: { readonly personas: boolean }): Promise<ServedExplorer> {
  const server = createServer((request, response) => void answer(request, response, personas));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => close(server) };
}

async function answer(request: IncomingMessage, response: ServerResponse, personas: boolean): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
  const send = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(body));
  };
  if (path === '/graphql') {
    const authorization = request.headers.authorization;
    if (!authorization) return send(401, { errors: [{ message: 'No token', extensions: { code: 'AUTH_ERROR' } }] });
    return send(200, await answerGraphql(await bodyOf(request)));
  }
  if (path.startsWith('/dev/') && !personas) return send(404, {});
  if (path === '/dev/personas') return send(200, { personas: PERSONAS, policyClock: '2026-03-15T09:00:00+07:00' });
  if (path === '/dev/token') {
    const { persona } = (await bodyOf(request)) as { readonly persona: string };
    return send(200, { token: `token-of-${persona}`, expiresAt: new Date(Date.now() + 600_000).toISOString() });
  }
  return await sendFile(path === '/' ? '/index.html' : path, response);
}

async function sendFile(path: string, response: ServerResponse): Promise<void> {
  try {
    const content = await readFile(join(DIST, normalize(path)));
    response.writeHead(200, {
      'content-type': MEDIA_TYPES[extname(path)] ?? 'application/octet-stream',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
    });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

const close = (server: Server): Promise<void> =>
  new Promise((closed, failed) => {
    server.close((error) => (error ? failed(error) : closed()));
    server.closeAllConnections();
  });
