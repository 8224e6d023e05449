import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { SystemAddress } from './start-system.js';

/** One end of a socket of the system that is not at home. */
export interface Stranger {
  readonly process: string;
  readonly table: string;
  readonly local: string;
  readonly remote: string;
}

/** What was seen of the system's sockets. */
export interface SocketReport {
  /** Processes that were looked at, as `name (sockets)`. */
  readonly processes: readonly string[];
  /** How often all processes were looked at. */
  readonly looks: number;
  /** Connections and listeners over loopback that were seen. */
  readonly atHome: number;
  readonly strangers: readonly Stranger[];
}

export interface SocketWatch {
  report(): SocketReport;
  stop(): void;
}

const LOOK_MS = 100;
const FIRST_LOOKS = 600;
/** What stands in the table for a socket that no process holds any more. */
const NO_INODE = '0';
const TABLES = ['tcp', 'tcp6', 'udp', 'udp6'];
/** In the kernel's hexadecimal, words little-endian: 127.0.0.0/8, ::1, ::ffff:127.0.0.0/8, and no address at all. */
const LOOPBACK = /^(?:[0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F)$/;
const NOBODY = /^0+$/;

const tryTo = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

/** A process with its parent's id and its command. */
interface Process {
  readonly pid: string;
  readonly parent: string;
  readonly command: string;
}

function processes(): readonly Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const stat = tryTo(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
      const command = tryTo(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.replaceAll('\0', ' ') ?? '';
      const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
      return parent === undefined ? [] : [{ pid, parent, command }];
    });
}

/** The supervisor, all that descends from it, and what names its data folder: the database server has left its parent. */
export function processesOf({ pid, data }: Pick<SystemAddress, 'pid' | 'data'>): readonly Process[] {
  const all = processes();
  const found = new Set([String(pid)]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const one of all) if (found.has(one.parent) || one.command.includes(data)) found.add(one.pid);
  }
  return all.filter((one) => found.has(one.pid));
}

const socketsOf = (pid: string): readonly string[] =>
  (tryTo(() => readdirSync(`/proc/${pid}/fd`)) ?? []).flatMap((file) => {
    const inode = /^socket:\[(\d+)\]$/.exec(tryTo(() => readlinkSync(`/proc/${pid}/fd/${file}`)) ?? '')?.[1];
    return inode === undefined ? [] : [inode];
  });

interface Row {
  readonly table: string;
  readonly local: string;
  readonly remote: string;
  readonly inode: string;
}

/** Every IP socket of this machine, whosoever it is. */
const rows = (): readonly Row[] =>
  TABLES.flatMap((table) =>
    (tryTo(() => readFileSync(`/proc/net/${table}`, 'utf8')) ?? '')
      .split('\n')
      .slice(1, -1)
      .map((line) => {
        const [, local = '', remote = '', , , , , , , inode = ''] = line.trim().split(/\s+/);
        return { table, local, remote, inode };
      }),
  );

/** An unbound UDP socket is what a name is looked up by; the file has no other use for one. */
const isAtHome = ({ local, remote }: Row): boolean => {
  const [from = '', to = ''] = [local, remote].map((end) => end.split(':')[0]);
  return LOOPBACK.test(from) && (LOOPBACK.test(to) || NOBODY.test(to));
};

/**
 * Looks, ten times a second, at every IP socket in the kernel's tables, until stopped. An attempt to reach another
 * machine stands there for as long as it lasts. To find whose sockets they are takes much longer: that is done at once
 * for one that is not at home, else often in the first minute, in which processes come and go, and seldom later.
 */
export function watchSockets(system: Pick<SystemAddress, 'pid' | 'data'>): SocketWatch {
  const seen = new Map<string, Set<string>>();
  const strangers = new Map<string, Stranger>();
  const home = new Set<string>();
  /** Sockets that are not at home, of which it is known whose they are. */
  const known = new Set<string>();
  let looks = 0;
  const ownersNow = (): ReadonlyMap<string, string> => {
    const owners = new Map<string, string>();
    for (const { pid, command } of processesOf(system)) {
      const name = nameOf(command);
      const sockets = seen.get(name) ?? new Set<string>();
      seen.set(name, sockets);
      for (const inode of socketsOf(pid)) {
        sockets.add(inode);
        owners.set(inode, name);
      }
    }
    return owners;
  };
  const look = (whole = looks % (looks < FIRST_LOOKS ? 3 : 30) === 0): void => {
    looks += 1;
    const table = rows();
    const away = table.filter((row) => row.inode !== NO_INODE && !isAtHome(row));
    if (!whole && away.every(({ inode, remote }) => known.has(`${inode} ${remote}`))) return;
    const owners = ownersNow();
    for (const row of table) if (owners.has(row.inode) && isAtHome(row)) home.add(row.inode);
    for (const { inode, remote, local, table } of away) {
      const process = owners.get(inode);
      known.add(`${inode} ${remote}`);
      if (process !== undefined) strangers.set(`${inode} ${remote}`, { process, table, local, remote });
    }
  };
  look();
  const timer = setInterval(() => look(), LOOK_MS);
  return {
    report: () => {
      look(true);
      return {
        processes: [...seen].map(([name, sockets]) => `${name} (${sockets.size})`),
        looks,
        atHome: home.size,
        strangers: [...strangers.values()],
      };
    },
    stop: () => clearInterval(timer),
  };
}

/** `members`, `gateway` and so on for a part, else the program's name. */
const nameOf = (command: string): string =>
  /(\w+)\/dist\/(main|seed|seed-worker)\.js/.exec(command)?.slice(1).join(' ') ??
  /(postgres|bin\.mjs|initdb|watchdog)/.exec(command)?.[0] ??
  command.slice(0, 40);
