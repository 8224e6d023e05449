import type { FastifyInstance } from 'fastify';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

/**
 * So many connections as may be kept, or fewer where the process may open few files: the log, the database and agencies
 * need theirs, however many clients come at each of its doors. Only Linux tells; elsewhere it is `most`.
 */
export function withinDescriptors(most: number): number {
  try {
    const [, limit] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return limit === undefined ? most : Math.min(most, Math.floor(Number(limit) / 4));
  } catch {
    return most;
  }
}

/**
 * Keeps at most so many connections, and closes, when the server closes, every one on which no request is under way.
 * Where one more comes than may be, the one that has been idle longest makes room. Node closes kept ones by itself, but
 * waits for those that never said anything.
 */
export function keepConnections(app: FastifyInstance, most: number): void {
  /** The one that has been idle longest first. */
  const idle = new Set<Socket>();
  let open = 0;
  let closing = false;
  app.server.on('connection', (socket) => {
    if (closing) {
      socket.destroy();
      return;
    }
    open += 1;
    socket.once('close', () => {
      open -= 1;
      idle.delete(socket);
    });
    const [longest = socket] = idle;
    idle.add(socket);
    if (open > most) longest.destroy();
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
