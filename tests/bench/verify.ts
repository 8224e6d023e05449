import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTokens, parseTrust, verifyLog } from '@agency-graph/ledger';
import { TRUST_OF_LONG_LOG, writeLongLog } from '../ledger/long-log.js';
import { mutateProofs } from '../ledger/mutated-proofs.js';
import { compareVerifiers } from '../ledger/two-verifiers.js';
import type { Bench, BenchOptions, BenchResult } from './bench.js';

const FULL = { leaves: 10_000_000, proofs: 1_000_000, files: 10_000 };
const QUICK = { leaves: 100_000, proofs: 50_000, files: 200 };
/** What ten million leaves may take. Seconds. */
const COMPLETE_WITHIN = 300;

const bench: Bench = {
  name: 'verify',
  says: 'a whole log searched for one subject, mutated proofs, and two verifiers on mutated evidence',
  run: runVerify,
};
export default bench;

async function runVerify({ quick, seed, progress }: BenchOptions): Promise<BenchResult> {
  const size = quick ? QUICK : FULL;
  const folder = mkdtempSync(join(tmpdir(), 'agency-graph-verify-'));
  try {
    progress(`writing a log of ${size.leaves.toLocaleString('en')} leaves`);
    const { tokens, named, bytes } = writeLongLog(folder, size.leaves);
    progress('searching it for one subject');
    const before = process.cpuUsage();
    const { verdict } = verifyLog(folder, parseTrust(TRUST_OF_LONG_LOG, undefined), { tokens: parseTokens(tokens) });
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6;
    progress(`changing ${size.proofs.toLocaleString('en')} proofs`);
    const accepted = mutateProofs(size.proofs, Number(seed) % 2 ** 31);
    progress(`asking both verifiers about ${size.files.toLocaleString('en')} changed files`);
    const { verdicts, wrong } = await compareVerifiers(size.files, Number(seed) % 2 ** 31);
    const found = verdict.complete?.records.length ?? -1;
    return {
      tables: [
        {
          title: `Verdicts on ${size.files.toLocaleString('en')} changed files of evidence`,
          head: ['verdict', 'files'],
          rows: Object.entries(verdicts)
            .toSorted((a, b) => b[1] - a[1])
            .map(([name, count]) => [name, String(count)]),
        },
      ],
      goals: {
        [`${size.leaves.toLocaleString('en')} leaves, CPU seconds`]: {
          goal: `≤ ${Math.ceil((COMPLETE_WITHIN * size.leaves) / FULL.leaves)}`,
          measured: seconds.toFixed(1),
          ok: seconds <= (COMPLETE_WITHIN * size.leaves) / FULL.leaves,
        },
        'records of the subject': { goal: named, measured: found, ok: found === named },
        'mutated proofs accepted': { goal: 0, measured: accepted, ok: accepted === 0 },
        'verifiers differ, or show what is not so': { goal: 0, measured: wrong.length, ok: wrong.length === 0 },
      },
      figures: { ...size, bytes, seconds, verdicts, verdict: verdict.verdict, wrong: wrong.slice(0, 3) },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
