import { openWriter } from '@agency-graph/gateway/rooms';
import { HEADER_BYTES, scanSegment } from '@agency-graph/ledger';
import { openLogDirectory } from '@agency-graph/ledger/log-directory';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { missingIn } from '../gateway/fixture/check-log.js';
import type { Bench, BenchOptions, BenchResult } from './bench.js';

const RECORDS = { full: 1_000, quick: 40 } as const;
const SEGMENT_BYTES = 1024 * 1024;
const PROGRAM = resolve(import.meta.dirname, '../../gateway/fixture/write-log.mjs');
/** Records that the writer makes in a run, and how long it may take to. */
const MADE = '60';
/** So short that a run goes through several segments. Bytes. */
const SHORT_SEGMENT = '8192';
const LONGEST_RUN = 60_000;
/** System calls of the writer on the log's files, each of which is made to fail, or to be its last, in turn. */
const CALLS = [
  'openat',
  'write',
  'pwrite64',
  'fdatasync',
  'fsync',
  'rename',
  'close',
  'ftruncate',
  'link',
  'unlink',
  'mkdir',
] as const;
const FAULTS = ['error=EIO', 'error=ENOSPC', 'signal=KILL'] as const;
/** In the short form: which calls, and the how manieth of them. */
const QUICK = { calls: ['pwrite64', 'fdatasync'], places: [1, 7] } as const;
/** How strace tells that a fault came: the call's result was its own, or the process ended at it. */
const MET = /\(INJECTED\)|\+\+\+ killed by SIGKILL/;

const bench: Bench = {
  name: 'tamper',
  says: 'every byte of a log is changed in turn, and every system call of its writer fails in turn',
  run: runTamper,
};
export default bench;

async function runTamper({ quick, progress }: BenchOptions): Promise<BenchResult> {
  const root = mkdtempSync(join(tmpdir(), 'tamper-'));
  try {
    const flips = await flipBytes(join(root, 'flips'), quick ? RECORDS.quick : RECORDS.full, progress);
    const faults = failCalls(join(root, 'faults'), quick, progress);
    // A fault that never came shows nothing.
    const unmet = faults.filter(({ met }) => met === 0).map(({ call, fault }) => `${call}:${fault}`);
    return {
      tables: [
        {
          title: 'Changed bytes',
          head: ['records', 'bytes', 'found', 'missed'],
          rows: [[flips.records, flips.bytes, flips.bytes - flips.missed, flips.missed].map(String)],
        },
        {
          title: 'Failing system calls',
          head: ['call', 'fault', 'met', 'said to be durable', 'logs that lack some of it, or do not check'],
          rows: faults.map(({ call, fault, met, said, bad }) => [call, fault, ...[met, said, bad].map(String)]),
        },
      ],
      goals: {
        'changed bytes not found': { goal: 0, measured: flips.missed, ok: flips.missed === 0 && flips.bytes > 0 },
        'calls of which no fault was met': {
          goal: 'none',
          measured: unmet.length === 0 ? 'none' : unmet.join(' '),
          ok: unmet.length === 0,
        },
        'logs that do not check after a fault': {
          goal: 0,
          measured: faults.reduce((sum, { bad }) => sum + bad, 0),
          ok: faults.every(({ bad }) => bad === 0),
        },
      },
      figures: { flips, faults },
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Changes each used byte of the segment in turn; the checker must say so each time. */
async function flipBytes(root: string, records: number, progress: (text: string) => void) {
  const places = {
    directory: join(root, 'audit'),
    keys: join(root, 'keys'),
    origin: 'node-1',
    segmentBytes: SEGMENT_BYTES,
  };
  const { writer } = await openWriter(places);
  for (let n = 0; n < records; n += 1) await writer.event('alarm', { kind: 'test', n });
  await writer.close();
  const wal = join(places.directory, 'wal');
  const path = join(
    wal,
    readdirSync(wal).find((name) => name.endsWith('.wal'))!,
  );
  const whole = readFileSync(path);
  const used = whole.findLastIndex((byte) => byte !== 0) + 1;
  truncateSync(path, used + 512);
  const starts = [HEADER_BYTES];
  scanSegment(whole, ({ kind, end }) => void (kind === 'leaf' && starts.push(end)));
  // Reads on from the record before which nothing was changed; what is before the first is read anew.
  const reader = openLogDirectory(places.directory);
  for (const _ of reader.iterate());
  const file = openSync(path, 'r+');
  let missed = 0;
  let record = 0;
  for (let at = 0; at < used; at += 1) {
    while (starts[record + 1]! <= at) record += 1;
    writeSync(file, Buffer.of(whole[at]! ^ (1 << (at % 8))), 0, 1, at);
    const from = at < HEADER_BYTES ? 0 : record;
    if (isWhole(from === 0 ? openLogDirectory : () => reader, places.directory, from, starts.length - 1)) missed += 1;
    writeSync(file, whole, at, 1, at);
    if (at % 20_000 === 19_999) progress(`${at + 1} of ${used} bytes`);
  }
  closeSync(file);
  return { records: starts.length - 1, bytes: used, missed };
}

/**
 * Runs the writer with one of its calls failing, as strace has it, then starts it again as it is: what either said to be durable
 * must be there. Goes on until there is no such call any more.
 */
function failCalls(root: string, quick: boolean, progress: (text: string) => void) {
  const directory = join(root, 'audit');
  const files = filesOfWriter(root, directory);
  const calls = quick ? QUICK.calls : CALLS;
  return calls.flatMap((call) =>
    FAULTS.map((fault) => {
      let [met, said, bad] = [0, 0, 0];
      const places = quick ? QUICK.places : Array.from({ length: files.calls }, (_, at) => at + 1);
      for (const place of places) {
        rmSync(root, { recursive: true, force: true });
        mkdirSync(root, { recursive: true });
        const broken = trace(root, directory, call, [
          // Stops the program at these calls alone, not at all that it makes; a signal does not come that way.
          ...(fault.startsWith('error') ? ['--seccomp-bpf'] : []),
          ...files.paths.flatMap((path) => ['-P', path]),
          '-e',
          `inject=${call}:${fault}:when=${place}`,
        ]);
        if (!MET.test(broken.calls)) break;
        const again = spawnSync(process.execPath, [PROGRAM, directory, MADE, SHORT_SEGMENT], {
          timeout: LONGEST_RUN,
          encoding: 'utf8',
        });
        const places = [...placesIn(broken.said), ...placesIn(again.stdout)];
        met += 1;
        said += places.length;
        if (again.status !== 0 || !holds(directory, places)) bad += 1;
      }
      progress(`${call} ${fault}: met ${met} times, ${bad} lack something or do not check`);
      return { call, fault, met, said, bad };
    }),
  );
}

/** The log's files that a writer touches, and its calls on them at most. */
function filesOfWriter(root: string, directory: string): { readonly paths: readonly string[]; readonly calls: number } {
  mkdirSync(root, { recursive: true });
  const { calls } = trace(root, directory, CALLS.join(','), ['-y']);
  const lines = calls.split('\n').filter((line) => line.includes(directory));
  const named = lines.flatMap((line) => line.match(/(?<=[<"])[^<>"]+(?=[>"])/g) ?? []);
  return { paths: [...new Set(named.filter((path) => path.startsWith(directory)))], calls: lines.length };
}

/** Runs the writer under strace: what it said, and its calls. */
function trace(root: string, directory: string, call: string, options: readonly string[]) {
  const file = join(root, 'trace');
  const command = [
    '-f',
    // On one thread, so that they come in one order.
    '-E',
    'UV_THREADPOOL_SIZE=1',
    '-e',
    `trace=${call}`,
    ...options,
    '-o',
    file,
    process.execPath,
    PROGRAM,
    directory,
    MADE,
    SHORT_SEGMENT,
  ];
  // Asked to end, strace ends what it started; killed, it would leave the writer running.
  const { error, stdout } = spawnSync('strace', command, { timeout: LONGEST_RUN, encoding: 'utf8' });
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
    throw new Error('strace is not installed, and system calls are made to fail by it');
  return { said: stdout, calls: readFileSync(file, 'utf8') };
}

const placesIn = (said: string): string[] => said.split('\n').slice(0, -1);

function holds(directory: string, said: readonly string[]): boolean {
  try {
    return missingIn(directory, said).length === 0;
  } catch {
    return false;
  }
}

/** What a reader finds: all records from one on, each with its leaf, under a good header. */
function isWhole(open: typeof openLogDirectory, directory: string, from: number, records: number): boolean {
  try {
    let found = from;
    for (const _ of open(directory).iterate(from)) found += 1;
    return found >= records;
  } catch {
    return false;
  }
}
