import { openWriter } from '@agency-graph/gateway/rooms';
import { openLogDirectory } from '@agency-graph/ledger/log-directory';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    return {
      tables: [
        {
          title: 'Changed bytes',
          head: ['records', 'bytes', 'found', 'missed'],
          rows: [[flips.records, flips.bytes, flips.bytes - flips.missed, flips.missed].map(String)],
        },
        {
          title: 'Failing system calls',
          head: ['call', 'fault', 'times', 'logs that do not check'],
          rows: faults.map(({ call, fault, times, bad }) => [call, fault, String(times), String(bad)]),
        },
      ],
      goals: {
        'changed bytes not found': { goal: 0, measured: flips.missed, ok: flips.missed === 0 && flips.bytes > 0 },
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

/** Runs the writer with one of its calls failing, then starts it again as it is, and checks what is there. */
function failCalls(root: string, quick: boolean, progress: (text: string) => void) {
  const most = quick ? 1 : 12;
  const calls = quick ? QUICK_CALLS : CALLS;
  return calls.flatMap((call) =>
    FAULTS.map((fault) => {
      let bad = 0;
      for (let when = 1; when <= most; when += 1) {
        const directory = join(root, `${call}-${fault.slice(-4)}-${when}`, 'audit');
        const inject = `inject=${call}:${fault}:when=${when * 3}`;
        const limits = { timeout: 1_500, killSignal: 'SIGKILL', stdio: 'ignore' } as const;
        spawnSync(
          'strace',
          ['-f', '-e', `trace=${call}`, '-e', inject, '-o', '/dev/null', process.execPath, PROGRAM, directory],
          limits,
        );
        spawnSync(process.execPath, [PROGRAM, directory], limits);
        if (!checks(directory)) bad += 1;
        rmSync(join(directory, '..'), { recursive: true, force: true });
      }
      progress(`${call} ${fault}: ${bad} of ${most} do not check`);
      return { call, fault, times: most, bad };
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
