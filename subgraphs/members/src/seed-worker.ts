import { parentPort, workerData } from 'node:worker_threads';
import { copyRows, withClient } from '@agency-graph/postgres';
import { createWorld, type MemberRecord, type WorldSize } from '@agency-graph/world';
import { MEMBER_COLUMNS, memberRow } from './member-columns.js';
import { checkRecord, type Issue } from './quality/check-record.js';
import type { Reference } from './quality/check.js';
import { indexPlaces } from './quality/places-index.js';

/** What a worker is started with. */
export interface SeedWorkerData {
  readonly url: string;
  readonly size: WorldSize;
  readonly seed: string;
}

/** A range of members to store, `to` exclusive; answered with the number of its `to` when they are. */
export interface SeedRange {
  readonly from: number;
  readonly to: number;
}

const { url, size, seed } = workerData as SeedWorkerData;
const world = createWorld(size, seed);
const today = world.now.slice(0, 10);
const reference: Reference = {
  places: indexPlaces(world.adminUnits(), today),
  orgStatus: (id) => cellOf(id).status,
  today,
};
const port = parentPort;
if (port === null) throw new Error('seed-worker.js is started by seed.js');

/** Members of one cell follow each other: its path and status are looked up once. */
const cells = new Map<string, { readonly path: string; readonly status: string }>();
const MOST_CELLS = 10_000;
function cellOf(id: string): { readonly path: string; readonly status: string } {
  const known = cells.get(id);
  if (known !== undefined) return known;
  const cell = world.organisation(id);
  if (cell === undefined) throw new Error(`cell ${id} is not in the register`);
  if (cells.size >= MOST_CELLS) cells.clear();
  cells.set(id, cell);
  return cell;
}

type FoundIssue = Issue & { readonly memberId: string };

await withClient(url, async (client) => {
  function* rows(members: Iterable<MemberRecord>, issues: FoundIssue[]): Generator<readonly unknown[]> {
    for (const record of members) {
      const findings = checkRecord(record, reference);
      for (const issue of findings.issues) issues.push({ ...issue, memberId: record.id });
      yield memberRow({ record, cellPath: cellOf(record.cellId).path, findings });
    }
  }
  async function store({ from, to }: SeedRange): Promise<void> {
    const issues: FoundIssue[] = [];
    await copyRows(client, 'member', MEMBER_COLUMNS, rows(world.members(from, to), issues));
    await copyRows(
      client,
      'quality_issue',
      ['member_id', 'code', 'field', 'detected_at'],
      issues.map(({ memberId, code, field }) => [memberId, code, field, world.now]),
    );
  }
  await new Promise<void>((resolve, reject) => {
    port.on('message', (range: SeedRange | null) => {
      if (range === null) {
        port.close();
        resolve();
      } else store(range).then(() => port.postMessage(range.to - range.from), reject);
    });
    port.postMessage(0);
  });
});
