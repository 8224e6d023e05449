import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A port that leads to another one on this machine. */
export interface Way {
  readonly port: number;
  /** Connections that there are. */
  open(): number;
  /** Cuts them all. */
  cut(): void;
  close(): Promise<void>;
}

/** Leads each connection to the port that `to` says then; `carry` passes on what comes from one end to the other. */
export async function wayTo(
  to: () => number,
  carry: (from: Socket, onto: Socket, isClient: boolean) => void,
): Promise<Way> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const agency = connect(to(), '127.0.0.1');
    for (const [one, other] of [[client, agency] as const, [agency, client] as const]) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      carry(one, other, one === client);
    }
  });
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  await listening(server);
  return {
    port: portOf(server),
    open: () => sockets.size / 2,
    cut,
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

/** On a free port of this machine. */
export async function listening(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;
