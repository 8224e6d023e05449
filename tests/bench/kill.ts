import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { makeCheckout } from '../gateway/fixture/gateway-process.js';
import { checkLog, missingIn } from '../gateway/fixture/check-log.js';
import type { Bench, BenchOptions, BenchResult } from './bench.js';
import { createRandom } from '../support/random.js';

/** The log's writer as a process of its own; says the place of each record that is durable. */
const PROGRAM = resolve(import.meta.dirname, '../../gateway/fixture/write-log.mjs');
/** Killed at most so long after the first record, or answer. Milliseconds. */
const LATEST = 120;
/** Kills of one log, before it is read whole and another is begun. */
const KILLS_OF_A_LOG = 100;
const CLIENTS = 8;

const bench: Bench = {
  name: 'kill',
  says: 'the log’s writer, and whole gateways, are killed again and again under load: what they said is in the log',
  run: runKill,
};
export default bench;

async function runKill({ quick, seed, cases, progress }: BenchOptions): Promise<BenchResult> {
  const rounds = cases ?? (quick ? 20 : 1_000);
  const random = createRandom(seed);
  const killed: Killed[] = [];
  for (const [what, kill] of [
    ['writers', killWriters],
    ['gateways', killGateways],
  ] as const) {
    const sum = { what, said: 0, records: 0, lost: 0 };
    let done = 0;
    while (done < rounds) {
      const kills = Math.min(KILLS_OF_A_LOG, rounds - done);
      const log = await kill(kills, random);
      done += kills;
      sum.said += log.said;
      sum.records += log.records;
      sum.lost += log.lost;
      progress(`${what}: ${done} of ${rounds} killed, ${sum.said} said to be durable, ${sum.lost} lost`);
    }
    killed.push(sum);
  }
  return {
    tables: [
      {
        title: 'Killed under load',
        head: ['what', 'kills', 'said to be durable, or answered', 'records in the log', 'lost'],
        rows: killed.map(({ what, said, records, lost }) => [what, ...[rounds, said, records, lost].map(String)]),
      },
    ],
    goals: Object.fromEntries(
      killed.map(({ what, said, lost }) => [
        `${what}: said and lost`,
        { goal: 0, measured: lost, ok: lost === 0 && said >= rounds },
      ]),
    ),
    figures: { rounds, killed },
  };
}

/** What one log was said to hold, and does. */
interface Log {
  readonly said: number;
  readonly records: number;
  readonly lost: number;
}

interface Killed extends Log {
  readonly what: string;
}

type Random = (below: number) => number;

/** The writer alone says where each record stands once it is durable. */
async function killWriters(kills: number, random: Random): Promise<Log> {
  const root = mkdtempSync(join(tmpdir(), 'kill-'));
  const directory = join(root, 'audit');
  const said: string[] = [];
  try {
    for (let round = 0; round < kills; round += 1) {
      const child = spawn(process.execPath, [PROGRAM, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
      const saying = text(child.stdout);
      await once(child.stdout, 'readable');
      await wait(random(LATEST));
      child.kill('SIGKILL');
      await once(child, 'close');
      said.push(...(await saying).split('\n').slice(0, -1));
    }
    return heldAgainst(directory, said);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Clients of a gateway that is killed keep the receipt of every answer that reached them whole. */
async function killGateways(kills: number, random: Random): Promise<Log> {
  const checkout = await makeCheckout();
  const received: string[] = [];
  try {
    for (let round = 0; round < kills; round += 1) {
      const gateway = await checkout.start();
      let answers = 0;
      const first = new Promise<void>((resolve) => {
        const client = async (): Promise<void> => {
          for (;;) {
            const receipt = await ask(gateway.url, checkout.bearer());
            if (receipt === null) return;
            received.push(`${receipt.index} ${receipt.leaf}`);
            if ((answers += 1) === 1) resolve();
          }
        };
        for (let n = 0; n < CLIENTS; n += 1) void client();
      });
      await Promise.race([first, gateway.ended]);
      await wait(random(LATEST));
      gateway.child.kill('SIGKILL');
      await gateway.ended;
    }
    return heldAgainst(checkout.logPath, received);
  } finally {
    await checkout.close();
  }
}

/** One query; null once the gateway is gone. Every other one is refused: that is recorded, too. */
async function ask(
  url: string,
  authorization: string,
): Promise<{ readonly index: number; readonly leaf: string } | null> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query: (asked += 1) % 2 === 0 ? '{ opinions(first: 3) { id } }' : '{ nothing }' }),
    });
    const body = (await response.json()) as { extensions: { audit: { index: number; leaf: string } } };
    return body.extensions.audit;
  } catch {
    return null;
  }
}

let asked = 0;

/** What was said against what the log holds. */
const heldAgainst = (directory: string, said: readonly string[]): Log => ({
  said: said.length,
  records: checkLog(directory).length,
  lost: missingIn(directory, said).length,
});
