import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { PARTS } from 'agency-graph/parts';
import { Pool } from 'undici';
import { addAccounts } from '../gateway/fixture/directory.js';
import { makeCheckout, type Checkout } from '../gateway/fixture/gateway-process.js';
import type { Bench, BenchOptions, BenchResult } from './bench.js';
import { mean, slope } from './statistics.js';

/** Accesses of a day, in its eight hours of work, five times over. Requests a second. */
const RATE = Math.round((5 * 160_000) / (8 * 3_600));
const MINUTES = { full: 60, quick: 0.5 } as const;
/** How often it is looked at. Seconds. */
const EVERY = 5;
const ACCOUNTS = 200;
/** Requests that an application makes with one token. */
const PER_TOKEN = 20;
/** Of the time, what is over before anything is held against it: until then caches fill. */
const WARM = 1 / 3;
/** MB an hour. */
const STEEPEST = 1;
/** Connections that are kept to agencies and to the database come and go by a few. */
const A_FEW = 20;

const bench: Bench = {
  name: 'soak',
  says: 'what a gateway process holds through an hour of five times the traffic: memory, descriptors, sockets, threads',
  run: runSoak,
};
export default bench;

/** One look at the process. */
interface Held {
  readonly minutes: number;
  /** MB. */
  readonly rss: number;
  readonly descriptors: number;
  readonly sockets: number;
  readonly threads: number;
}

async function runSoak({ quick, progress }: BenchOptions): Promise<BenchResult> {
  const minutes = quick ? MINUTES.quick : MINUTES.full;
  const checkout = await makeCheckout();
  try {
    await addAccounts(
      checkout.database,
      Array.from({ length: ACCOUNTS }, (_, at) => ({ sub: nameOf(at) })),
    );
    const { node, env } = PARTS.gateway;
    const { pid, url } = await checkout.start(['env', ...Object.entries(env).map((one) => one.join('='))], node);
    const client = new Client(url, checkout);
    const held: Held[] = [];
    const began = performance.now();
    const end = began + minutes * 60_000;
    const underWay = new Set<Promise<void>>();
    for (let request = 0, now = began; now < end; now = performance.now()) {
      // As many as are due by now, so that a machine that stood still does not make it less.
      for (; request < ((now - began) / 1_000) * RATE; request += 1) {
        const one = client.ask(request).finally(() => underWay.delete(one));
        underWay.add(one);
      }
      if (now - began > held.length * EVERY * 1_000) {
        // What the agency remembers is not needed here.
        checkout.agency.asked.length = checkout.agency.resolved.length = 0;
        held.push({ minutes: (now - began) / 60_000, ...heldBy(pid) });
        if (held.length % 60 === 0)
          progress(`${((now - began) / 60_000).toFixed(0)} minutes, ${held.at(-1)!.rss.toFixed(0)} MB`);
      }
      await wait(1_000 / RATE);
    }
    await Promise.all(underWay);
    await client.close();
    return resultOf(held, client, quick);
  } finally {
    await checkout.close();
  }
}

const nameOf = (account: number): string => `person-${account}`;

/** What one after the other is asked: answers with and without refused fields, refusals, and texts never seen before. */
const QUESTIONS: readonly ((request: number) => { readonly query: string; readonly status: number })[] = [
  () => ({ query: '{ opinions(first: 20) { id title related(first: 2) { id } } }', status: 200 }),
  () => ({ query: '{ opinions(first: 5) { id draft } }', status: 200 }),
  (request) => ({
    query: `{ opinion(id: "PF-${request % 1_000}") { id title topic { id } author { id } } }`,
    status: 200,
  }),
  (request) => ({ query: `query Q${request} { opinions(first: ${request % 50}) { id title } }`, status: 200 }),
  () => ({ query: '{ nothing }', status: 400 }),
];
/** Every so many, one comes with a token that is none. */
const FORGED = 50;

/** Asks, each time in another's name, and counts what came. */
class Client {
  answers = 0;
  /** Of another status than was to come: how many, by both. */
  readonly others = new Map<string, number>();
  readonly #pool: Pool;
  readonly #checkout: Checkout;
  readonly #tokens = new Map<number, { readonly token: string; used: number }>();

  constructor(url: string, checkout: Checkout) {
    this.#pool = new Pool(url, { connections: 50 });
    this.#checkout = checkout;
  }

  async ask(request: number): Promise<void> {
    const isForged = request % FORGED === FORGED - 1;
    const { query, status } = QUESTIONS[request % QUESTIONS.length]!(request);
    const wanted = isForged ? 401 : status;
    const authorization = isForged ? 'Bearer forged' : this.#tokenOf(request % ACCOUNTS);
    const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json', authorization };
    const body = JSON.stringify({ query });
    const got = await this.#pool.request({ path: '/graphql', method: 'POST', headers, body }).then(
      async (response) => (await response.body.dump(), response.statusCode),
      () => 0,
    );
    this.answers += 1;
    if (got === wanted) return;
    const other = `${got} for ${wanted}`;
    this.others.set(other, (this.others.get(other) ?? 0) + 1);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  #tokenOf(account: number): string {
    let known = this.#tokens.get(account);
    if (known === undefined || known.used === PER_TOKEN) {
      known = { token: this.#checkout.bearer(nameOf(account)), used: 0 };
      this.#tokens.set(account, known);
    }
    known.used += 1;
    return known.token;
  }
}

function heldBy(pid: number): Omit<Held, 'minutes'> {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const number = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  const descriptors = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      // Closed meanwhile.
      return [];
    }
  });
  return {
    rss: number('VmRSS') / 1_024,
    descriptors: descriptors.length,
    sockets: descriptors.filter((to) => to.startsWith('socket:')).length,
    threads: number('Threads'),
  };
}

function resultOf(held: readonly Held[], { answers, others }: Client, quick: boolean): BenchResult {
  const warm = held.slice(Math.floor(held.length * WARM));
  const growth = slope(warm.map(({ minutes, rss }) => [minutes / 60, rss]));
  const more = (what: 'descriptors' | 'sockets' | 'threads'): number =>
    Math.max(...lastOf(warm).map((one) => one[what])) - Math.max(...firstOf(warm).map((one) => one[what]));
  return {
    tables: [
      {
        title: `${answers.toLocaleString('en')} requests of ${ACCOUNTS} accounts, ${RATE} a second`,
        head: ['of the time', 'RSS, MB', 'descriptors', 'sockets', 'threads'],
        rows: quartersOf(held).map((part, at) => [
          `${['first', 'second', 'third', 'last'][at]!} quarter`,
          mean(part.map(({ rss }) => rss)).toFixed(1),
          ...(['descriptors', 'sockets', 'threads'] as const).map((what) =>
            String(Math.max(...part.map((one) => one[what]))),
          ),
        ]),
      },
    ],
    goals: {
      ...(quick
        ? {}
        : {
            'slope of RSS once caches are warm, MB an hour': {
              goal: `<= ${STEEPEST}`,
              measured: growth.toFixed(2),
              ok: growth <= STEEPEST,
            },
          }),
      ...Object.fromEntries(
        (['descriptors', 'sockets', 'threads'] as const).map((what) => [
          `${what} more at the end`,
          { goal: `<= ${A_FEW}`, measured: more(what), ok: more(what) <= A_FEW },
        ]),
      ),
      'answers of another status than was to come': {
        goal: 0,
        measured: [...others].map(([what, count]) => `${count} × ${what}`).join(', ') || 0,
        ok: others.size === 0,
      },
    },
    figures: { answers, others: Object.fromEntries(others), growth, held },
  };
}

const firstOf = <T>(all: readonly T[]): readonly T[] => all.slice(0, Math.max(1, Math.floor(all.length / 4)));
const lastOf = <T>(all: readonly T[]): readonly T[] => all.slice(-Math.max(1, Math.floor(all.length / 4)));

const quartersOf = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  [0, 1, 2, 3].map((at) => all.slice(Math.floor((at * all.length) / 4), Math.floor(((at + 1) * all.length) / 4)));
