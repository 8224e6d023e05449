import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { hash, randomUUID } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import {
  Malformed,
  parseCertificate,
  parseCheckpoint,
  parseNote,
  type Checkpoint,
  type EpochCertificate,
} from '@agency-graph/ledger';

/** The last checkpoint that was co-signed for one log, as version `version` of what is known of it. */
export interface Remembered {
  readonly version: number;
  readonly checkpoint: Checkpoint | null;
  /** The checkpoint as the log signed it; empty where there is none. */
  readonly note: string;
}

/** What a witness remembers. Survives a kill at any moment; two processes on one folder never both advance. */
export interface WitnessState {
  last(origin: string): Remembered;
  /** Durable when it returns true; false when another process was faster. */
  advance(origin: string, from: Remembered, note: string): boolean;
  /** Certificates by which a root gave a log its keys. */
  certificates(): readonly string[];
  addCertificate(note: string): void;
  /** Keeps what a log signed against its own word, and a copy of that word beside it: together the proof of it. */
  keepFork(note: string, contradicted: Remembered): void;
}

/** Older versions that stay beside the newest. */
const KEPT = 2;
const MOST_FORKS = 100;
/** Certificates that stay of each log, the newest: older keys sign no more, and there is one more a day. */
const MOST_CERTIFICATES = 100;

export function openWitnessState(folder: string): WitnessState {
  const made = (name: string): string => {
    const path = resolve(folder, name);
    const first = mkdirSync(path, { recursive: true, mode: 0o700 });
    // What is remembered in a new folder is durable once the folder itself is.
    if (first !== undefined) for (let at = path; at.length >= first.length; at = dirname(at)) sync(dirname(at));
    return path;
  };
  const [logs, forks, certificates] = [made('logs'), made('forks'), made('certificates')];

  const versions = (origin: string): number[] => {
    const prefix = `${nameOf(origin)}.`;
    return readdirSync(logs)
      .flatMap((name) => (name.startsWith(prefix) && /\.\d+$/.test(name) ? [Number(name.slice(prefix.length))] : []))
      .toSorted((a, b) => a - b);
  };
  const fileOf = (origin: string, version: number): string => join(logs, `${nameOf(origin)}.${version}`);

  return {
    last(origin) {
      const version = versions(origin).at(-1);
      if (version === undefined) return { version: 0, checkpoint: null, note: '' };
      const file = fileOf(origin, version);
      const note = readFileSync(file, 'utf8');
      try {
        return { version, checkpoint: parseCheckpoint(parseNote(note).text), note };
      } catch (cause) {
        // Not of who asks: nothing is wrong with the request.
        if (cause instanceof Malformed) throw new Error(`${file} was changed: ${cause.message}`, { cause });
        throw cause;
      }
    },
    advance(origin, { version }, note) {
      const next = version + 1;
      // A link fails where the name is taken: this is the compare and swap.
      if (!writeDurably(logs, fileOf(origin, next), note)) return false;
      const all = versions(origin);
      if (all.at(-1) !== next) {
        // Another process went on from here meanwhile, and has tidied up what we would have collided with.
        unlinkSync(fileOf(origin, next));
        return false;
      }
      for (const old of all.slice(0, -1 - KEPT)) rmSync(fileOf(origin, old), { force: true });
      return true;
    },
    certificates: () => filesIn(certificates, '.note').map((path) => readFileSync(path, 'utf8')),
    addCertificate(note) {
      if (!writeDurably(certificates, `${pathOf(certificates, note)}.note`, note)) return;
      const { origin } = parseCertificate(parseNote(note).text);
      const ofLog = filesIn(certificates, '.note')
        .map((path) => ({ path, ...certificateIn(path) }))
        .filter((one) => one.origin === origin)
        .toSorted((a, b) => b.epoch! - a.epoch!);
      for (const { path } of ofLog.slice(MOST_CERTIFICATES)) rmSync(path, { force: true });
    },
    keepFork(note, contradicted) {
      if (filesIn(forks, '.cosigned').length >= MOST_FORKS) return;
      const path = pathOf(forks, note);
      // First what it contradicts: what is there as a fork is there with its proof.
      writeDurably(forks, `${path}.cosigned`, contradicted.note);
      writeDurably(forks, `${path}.note`, note);
    },
  };
}

const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(folder).flatMap((name) => (name.endsWith(ending) ? [join(folder, name)] : []));

/** What a certificate says; nothing where somebody changed it. */
function certificateIn(path: string): Partial<EpochCertificate> {
  try {
    return parseCertificate(parseNote(readFileSync(path, 'utf8')).text);
  } catch (error) {
    if (error instanceof Malformed) return {};
    throw error;
  }
}

/** A note is known by what is signed: anybody can add signatures to it, and it is still the same. */
const pathOf = (folder: string, note: string): string => join(folder, nameOf(parseNote(note).text));

/** A new file, whole and durable or not there at all; false when the name is taken. */
function writeDurably(folder: string, path: string, text: string): boolean {
  // Processes of several containers may have one number.
  const temporary = `${path}.${randomUUID()}.new`;
  const file = openSync(temporary, 'wx', 0o600);
  try {
    try {
      const bytes = Buffer.from(text);
      if (writeSync(file, bytes) !== bytes.length) throw new Error(`${path} was not written whole`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(temporary);
  }
  sync(folder);
  return true;
}

/** Makes durable which names a folder has. */
function sync(folder: string): void {
  const directory = openSync(folder, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

const nameOf = (text: string): string => hash('sha256', text).slice(0, 32);
