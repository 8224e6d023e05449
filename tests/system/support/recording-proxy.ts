import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request of the gateway to an agency, and what came back. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly status: number;
  readonly answer: Buffer;
}

/** Stands between a gateway and one agency, changes nothing and keeps all. */
export interface RecordingProxy {
  readonly port: number;
  /** What passed since the last call. */
  take(): readonly Exchange[];
  close(): Promise<void>;
}

/**
 * Passes on to a port of this machine, byte for byte and under the `Host` that the gateway's proof is over; not before
 * `before` resolves.
 */
export async function recordingProxy(
  to: number,
  before: () => Promise<void> = async () => {},
): Promise<RecordingProxy> {
  let kept: Exchange[] = [];
  const server = createServer((received, response) => {
    const chunks: Buffer[] = [];
    received.on('data', (chunk: Buffer) => chunks.push(chunk));
    received.on('end', async () => {
      await before();
      const { method = 'POST', url: path = '/', headers } = received;
      const body = Buffer.concat(chunks);
      const passed = request({ host: '127.0.0.1', port: to, method, path, headers }, (back) => {
        const parts: Buffer[] = [];
        back.on('data', (chunk: Buffer) => parts.push(chunk));
        back.on('end', () => {
          const answer = Buffer.concat(parts);
          const status = back.statusCode ?? 0;
          kept.push({ method, path, headers, body, status, answer });
          const { 'transfer-encoding': _, connection: __, ...rest } = back.headers;
          response.writeHead(status, { ...rest, 'content-length': answer.byteLength }).end(answer);
        });
      });
      passed.on('error', () => response.destroy());
      passed.end(body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    take: () => {
      const taken = kept;
      kept = [];
      return taken;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
