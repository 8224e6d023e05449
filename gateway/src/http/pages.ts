import type { FastifyInstance } from 'fastify';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** What the page may load: nothing from elsewhere (gateway/web/README.md says why each). */
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "worker-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the built pages from memory: only files that were there at start can be asked for. */
export async function servePages(app: FastifyInstance, directory: string): Promise<void> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const file of files.filter((one) => one.isFile())) {
    const path = join(file.parentPath, file.name);
    const body = await readFile(path);
    const url = `/${relative(directory, path)}`;
    const headers = {
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': url.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    };
    app.get(url === '/index.html' ? '/' : url, async (_request, reply) => reply.headers(headers).send(body));
  }
}
