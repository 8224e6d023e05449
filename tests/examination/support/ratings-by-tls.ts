import { once } from 'node:events';
import { createServer as createPlainServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { createRatings, type Ratings } from './ratings.js';
import { listening, portOf, wayTo } from './way-to.js';

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
  const first = new Set<number>();
  for (const server of [tls, plain]) await listening(server);
  // In front of both, so that the first that a client says is seen.
  const way = await wayTo(
    () => portOf(behind),
    (from, onto, isClient) => {
      if (isClient) from.once('data', (bytes: Buffer) => first.add(bytes[0]!));
      from.pipe(onto);
    },
  );
  return Object.assign(ratings, {
    url: `https://127.0.0.1:${way.port}/graphql`,
    port: way.port,
    first,
    present(shown: SecureContextOptions | 'nothing', renewal?: 'renewal') {
      behind = shown === 'nothing' ? plain : tls;
      if (shown !== 'nothing') tls.setSecureContext(shown);
      if (renewal === undefined) way.cut();
      else tls.closeIdleConnections();
    },
    async close() {
      await way.close();
      for (const server of [tls, plain]) {
        server.close();
        await once(server, 'close');
      }
    },
  });
}
