import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

const LISTENING = '0A';

const tryTo = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

/** The kernel's number of the socket that listens on the port. */
const listeningInode = (port: number): string | undefined => {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of tryTo(() => readFileSync(table, 'utf8'))?.split('\n') ?? []) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === LISTENING && local?.endsWith(`:${hex}`)) return inode;
    }
  }
  return undefined;
};

/** The process that listens on a port, in words; as much as we may see of it. */
export const portHolder = (port: number): string => {
  const socket = `socket:[${listeningInode(port)}]`;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const files = tryTo(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
    if (!files.some((file) => tryTo(() => readlinkSync(`/proc/${pid}/fd/${file}`)) === socket)) continue;
    const command = tryTo(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
      ?.split('\0')
      .join(' ')
      .trim();
    return `process ${pid} (${command ?? 'unknown'})`;
  }
  return "another user's process";
};

/** Whether nobody listens on that port of this machine. */
export const portIsFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
