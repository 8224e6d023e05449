import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';

/** A way to a database that can go silent, as when its host disappears: no connection is refused, none ends, nothing comes. */
export interface WayToDatabase {
  /** The database, by this way. */
  readonly url: string;
  /** From now on nothing comes through, by the connections that there are and by new ones. */
  silence(): void;
  /** New connections are answered again; those that there were in the silence never are. */
  speak(): void;
  close(): Promise<void>;
}

/** Leads to the database of a URL that names a folder with PostgreSQL's socket. */
export async function wayToDatabase(to: string): Promise<WayToDatabase> {
  const by = new URL(to);
  const socket = join(by.searchParams.get('host')!, '.s.PGSQL.5432');
  const sockets = new Set<Socket>();
  let silent = false;
  const server = createServer((client) => {
    const database = connect(socket);
    for (const [one, other] of [[client, database] as const, [database, client] as const]) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('data', (bytes) => other.write(bytes));
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      if (silent) one.pause();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  by.searchParams.delete('host');
  by.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: by.href,
    silence() {
      silent = true;
      for (const one of sockets) one.pause();
    },
    speak() {
      silent = false;
    },
    async close() {
      for (const one of sockets) one.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
