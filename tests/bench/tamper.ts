import { openWriter } from '@agency-graph/gateway/rooms';
import { openLogDirectory } from '@agency-graph/ledger/log-directory';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkLog } from '../gateway/fixture/check-log.js';
import type { Bench, BenchOptions, BenchResult } from './bench.js';

const RECORDS = { full: 1_000, quick: 40 } as const;
const SEGMENT_BYTES = 1024 * 1024;
const PROGRAM = resolve(import.meta.dirname, '../../gateway/fixture/write-log.mjs');
/** System calls of the writer, each of which is made to fail, or to be its last, in turn. */
const CALLS = ['write', 'pwrite64', 'fdatasync', 'fsync', 'openat', 'rename', 'close', 'ftruncate'] as const;
const QUICK_CALLS = ['pwrite64', 'fdatasync'] as const;
/** How strace tells that a fault came: the call's result was its own, or the process ended at it. */
const MET = /\(INJECTED\)|\+\+\+ killed by SIGKILL/;
const FAULTS = ['error=EIO', 'error=ENOSPC', 'signal=KILL'] as const;

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
          head: ['call', 'fault', 'tried', 'met', 'logs that do not check'],
          rows: faults.map(({ call, fault, tried, met, bad }) => [call, fault, ...[tried, met, bad].map(String)]),
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
  let missed = 0;
  for (let at = 0; at < used; at += 1) {
    const changed = Buffer.from(whole.subarray(0, used + 512));
    changed[at]! ^= 1 << (at % 8);
    writeFileSync(path, changed);
    if (isWhole(places.directory, records + 2)) missed += 1;
    if (at % 20_000 === 19_999) progress(`${at + 1} of ${used} bytes`);
  }
  return { records: records + 2, bytes: used, missed };
}

/** Runs the writer with one of its calls failing, as strace has it, then starts it again as it is, and checks what is there. */
function failCalls(root: string, quick: boolean, progress: (text: string) => void) {
  const most = quick ? 1 : 12;
  mkdirSync(root, { recursive: true });
  const calls = quick ? QUICK_CALLS : CALLS;
  return calls.flatMap((call) =>
    FAULTS.map((fault) => {
      let [met, bad] = [0, 0];
      for (let when = 1; when <= most; when += 1) {
        const directory = join(root, `${call}-${fault.slice(-4)}-${when}`, 'audit');
        const inject = `inject=${call}:${fault}:when=${when * 3}`;
        const limits = { timeout: 1_500, killSignal: 'SIGKILL', stdio: 'ignore' } as const;
        // Asked to end, strace ends what it started; killed, it would leave the writer running.
        const traced = { ...limits, killSignal: 'SIGTERM' } as const;
        const trace = join(root, 'trace');
        const { error } = spawnSync(
          'strace',
          ['-f', '-e', `trace=${call}`, '-e', inject, '-o', trace, process.execPath, PROGRAM, directory],
          traced,
        );
        if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
          throw new Error('strace is not installed, and system calls are made to fail by it');
        if (MET.test(readFileSync(trace, 'utf8'))) met += 1;
        spawnSync(process.execPath, [PROGRAM, directory], limits);
        if (!checks(directory)) bad += 1;
        rmSync(join(directory, '..'), { recursive: true, force: true });
      }
      progress(`${call} ${fault}: met ${met} of ${most} times, ${bad} do not check`);
      return { call, fault, tried: most, met, bad };
    }),
  );
}

/** What a reader finds: all records, each with its leaf, under a good header. */
function isWhole(directory: string, records: number): boolean {
  try {
    let found = 0;
    for (const _ of openLogDirectory(directory).iterate()) found += 1;
    return found >= records;
  } catch {
    return false;
  }
}

function checks(directory: string): boolean {
  try {
    return checkLog(directory).length > 0;
  } catch {
    return false;
  }
}
