import type { FastifyInstance } from 'fastify';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
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

/** What is known of the open connections. */
export interface Connections {
  /** The responses under way on one, in their order. */
  underWay(socket: Socket): Iterable<ServerResponse>;
  /** How many requests it has brought. */
  brought(socket: Socket): number;
}

/**
 * Keeps at most so many connections, and closes, when the server closes, every one on which no request is under way.
 * Where one more comes than may be, the one that has been idle longest makes room. Node closes kept ones by itself, but
 * waits for those that never said anything.
 */
export function keepConnections(app: FastifyInstance, most: number): Connections {
  /** The one that has been idle longest first. */
  const idle = new Set<Socket>();
  /** In the order in which responses are sent: a client may ask again before it is answered. No sets: see `under-way.ts`. */
  const open = new Map<Socket, { readonly responses: ServerResponse[]; brought: number }>();
  let closing = false;
  app.server.on('connection', (socket) => {
    if (closing) {
      socket.destroy();
      return;
    }
    const responses: ServerResponse[] = [];
    open.set(socket, { responses, brought: 0 });
    socket.once('close', () => {
      open.delete(socket);
      idle.delete(socket);
      [...responses].forEach(closeUnsent);
    });
    const [longest = socket] = idle;
    idle.add(socket);
    if (open.size > most) longest.destroy();
  });
  // Before the door's own listener, which asks how many there were.
  app.server.prependListener('request', ({ socket }, response) => {
    idle.delete(socket);
    const connection = open.get(socket);
    if (connection === undefined) return;
    const { responses } = connection;
    connection.brought += 1;
    responses.push(response);
    response.once('close', () => {
      responses.splice(responses.indexOf(response), 1);
      // Its client has asked more.
      if (responses.length > 0) return;
      if (closing) socket.destroySoon();
      else if (!socket.destroyed) idle.add(socket);
    });
  });
  app.addHook('preClose', async () => {
    closing = true;
    for (const socket of idle) socket.destroy();
  });
  return {
    underWay: (socket) => open.get(socket)?.responses ?? [],
    brought: (socket) => open.get(socket)?.brought ?? 0,
  };
}

/** Node tells a response that its connection has closed only where its turn to be sent had come. */
function closeUnsent(response: ServerResponse): void {
  if (response.socket !== null || response.writableFinished) return;
  response.destroy();
  response.emit('close');
}
