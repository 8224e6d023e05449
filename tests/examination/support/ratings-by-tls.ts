import { once } from 'node:events';
import { createServer as createPlainServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { createRatings, type Ratings } from './ratings.js';

/** The rating agency behind TLS, which shows the certificate that a test gives it. */
export interface RatingsByTls extends Ratings {
  /**
   * Shows these from now on, to new connections; those that there are stay as long as they are in use where it is a
   * `renewal`, and are cut off where not. `'nothing'`: no TLS at all.
   */
  present(credentials: SecureContextOptions | 'nothing', renewal?: 'renewal'): void;
  /** First byte of each connection. */
  readonly first: Set<number>;
}

/** What a TLS record begins with that opens a handshake (RFC 8446, § 5.1). */
export const HANDSHAKE = 0x16;

export async function serveRatingsByTls(credentials: SecureContextOptions): Promise<RatingsByTls> {
  const ratings = createRatings();
  const tls = createTlsServer(credentials, ratings.answer);
  const plain = createPlainServer(ratings.answer);
  let behind: Server = tls;
  const sockets = new Set<Socket>();
  const first = new Set<number>();
  // In front of both, so that the first that a client says is seen.
  const front = createServer((client) => {
    const server = connect(portOf(behind), '127.0.0.1');
    for (const [one, other] of [[client, server] as const, [server, client] as const]) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
    client.once('data', (bytes: Buffer) => first.add(bytes[0]!));
  });
  for (const server of [tls, plain, front]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  const port = portOf(front);
  return Object.assign(ratings, {
    url: `https://127.0.0.1:${port}/graphql`,
    port,
    first,
    present(shown: SecureContextOptions | 'nothing', renewal?: 'renewal') {
      behind = shown === 'nothing' ? plain : tls;
      if (shown !== 'nothing') tls.setSecureContext(shown);
      if (renewal === undefined) for (const socket of sockets) socket.destroy();
      else tls.closeIdleConnections();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      for (const server of [front, tls, plain]) {
        server.close();
        await once(server, 'close');
      }
    },
  });
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
