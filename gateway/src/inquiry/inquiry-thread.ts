import { createPool } from '@agency-graph/postgres';
import { parentPort, workerData } from 'node:worker_threads';
import { createEntries } from './entry.js';
import { evidenceOf } from './evidence.js';
import { gapsIn } from './gaps.js';
import { createIndexCheck } from './index-check.js';
import { openLogFolder } from './log-folder.js';
import type { Calls, FromThread, IndexState, ThreadOptions, ToThread } from './protocol.js';
import { createSearch, type Search } from './search.js';
import { sealedOf } from './sealed.js';
import { createShipper, heldOf } from './shipper.js';
import { timesOf } from './stretches.js';
import { tally } from './tally.js';
import { usageOf } from './usage.js';
import { countVolumes } from './volumes.js';

/** Between two looks for new leaves, and, when they could not be shipped, until the next try. Milliseconds. */
const SHIP_EVERY = 500;
const TRY_AGAIN = 5_000;
/** Rounds after which some batches of the index are held against the log again. */
const CHECK_EVERY = 10;
/** A batch is one statement or two; a page is much less. Milliseconds. */
const STATEMENT = 30_000;

const { directory, index } = workerData as ThreadOptions;
const port = parentPort!;

const source = openLogFolder(directory);
const entries = createEntries(source);
const reader = createPool({
  url: index.readerUrl,
  applicationName: 'agency-graph inquiry',
  max: 3,
  statementTimeout: STATEMENT,
});
const writer = createPool({
  url: index.writerUrl,
  applicationName: 'agency-graph shipper',
  max: 1,
  statementTimeout: STATEMENT,
});
const check = createIndexCheck(entries, reader);
/** Why the index did not answer, until it is told. */
let unanswered: string | null = null;
const search = createSearch({
  entries,
  reader,
  check,
  failed: (error) => (unanswered = messageOf(error)),
});
const shipper = createShipper({
  entries,
  writer,
  reader,
  onPosted: check.posted,
  onProgress: (now) => tell({ ...now, problem: null }),
});

let complete = 0;
let closing = false;
let round = 0;
let next: NodeJS.Timeout | null = null;
let shipping: Promise<void> = Promise.resolve();

/** A failure of the database is told by its code alone: auditors read this, and its words tell of tables and addresses. */
const messageOf = (error: unknown): string => {
  const { code } = error as { readonly code?: unknown };
  if (code !== undefined) return `its database does not answer as it should (${String(code)})`;
  return error instanceof Error ? error.message : String(error);
};
const tell = (state: IndexState): void => port.postMessage({ state } satisfies FromThread);

/** Ships what is new, now and then checks what is old, says how it is, and comes again. */
async function shipAndCheck(): Promise<void> {
  let problem: string | null = null;
  try {
    const shipped = await shipper.ship();
    if (shipped.complete < complete) check.forget();
    ({ complete } = shipped);
    const held = (round += 1) % CHECK_EVERY === 0 ? await heldOf(reader, source.origin) : null;
    if (held !== null) await check.next(held.origin, complete);
    const [wrong] = check.distrusted();
    if (wrong !== undefined) problem = `the index does not hold what it should of leaves ${wrong.from} to ${wrong.to}`;
  } catch (error) {
    problem = messageOf(error);
  }
  problem ??= unanswered;
  unanswered = null;
  tell({ complete, of: source.published(), problem });
  if (!closing) next = setTimeout(again, problem === null ? SHIP_EVERY : TRY_AGAIN);
}
const again = (): void => void (shipping = shipAndCheck());

function callsUntil(signal: AbortSignal): Calls {
  const within: Search = { find: (asked) => search.find(asked, signal) };
  return {
    find: within.find,
    tally: (asked, by) => tally(within, asked, by),
    usage: (steward, period, line) => usageOf(within, steward, period, line),
    volumes: (organisation, period, line) => countVolumes(within, organisation, period, line),
    gaps: async (period, line, now) => gapsIn(entries, period, line, now, await search.setBack(signal), signal),
    began: async () => entries.intent(0)?.record.at ?? null,
    times: async () => timesOf(entries, await search.setBack(signal)),
    sealed: async (index, line) => sealedOf(source, entries, index, line),
    evidence: (question, indexes, details) => evidenceOf(directory, entries, question, indexes, details),
  };
}
/** Calls that are not answered yet, by their number. */
const underWay = new Map<number, AbortController>();

async function close(): Promise<void> {
  closing = true;
  if (next !== null) clearTimeout(next);
  await shipping;
  await Promise.all([reader.end(), writer.end()]);
  port.close();
}

port.on('message', (message: ToThread) => {
  if (message.call === 'close') return void close();
  if (message.call === 'abandon') return underWay.get(message.id)?.abort();
  const { id, call, asked } = message;
  const abandoned = new AbortController();
  underWay.set(id, abandoned);
  const answer = callsUntil(abandoned.signal)[call] as (...given: unknown[]) => Promise<unknown>;
  void answer(...asked)
    .then((value): FromThread => ({ id, value }))
    .catch((error: unknown): FromThread => ({ id, failed: error instanceof Error ? error.message : String(error) }))
    .then((told) => {
      underWay.delete(id);
      port.postMessage(told);
    });
});
again();
