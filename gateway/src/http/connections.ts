import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';

/**
 * Closes, when the server closes, every connection on which no request is under way. Node closes kept ones by itself,
 * but waits for those that never said anything.
 */
export function closeIdleConnections(app: FastifyInstance): void {
  const idle = new Set<Socket>();
  let closing = false;
  app.server.on('connection', (socket) => {
    if (closing) {
      socket.destroy();
      return;
    }
    idle.add(socket);
    socket.once('close', () => idle.delete(socket));
  });
  app.server.on('request', ({ socket }, response) => {
    idle.delete(socket);
    response.once('close', () => {
      if (closing) socket.destroySoon();
      else if (!socket.destroyed) idle.add(socket);
    });
  });
  app.addHook('preClose', async () => {
    closing = true;
    for (const socket of idle) socket.destroy();
  });
}
