import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';
import { quantiles } from '../statistics.js';
import { newToken } from './directory.js';

/** What a span of load showed. Milliseconds. */
export interface Load {
  readonly answers: number;
  readonly p50: number;
  readonly p99: number;
  readonly bytes: number;
  /** Answers that were not what they had to be. */
  readonly wrong: number;
  readonly firstWrong: string | null;
  /** Requests that a gateway turned away because it had as many as it can answer in time: no answers. */
  readonly turnedAway: number;
}

export interface LoadOrder {
  readonly url: string;
  readonly query: string;
  readonly connections: number;
  readonly milliseconds: number;
  /** What every answer must contain. */
  readonly expected: Buffer;
}

const OVERLOADED = '"code":"OVERLOADED"';
/** What the gateway asks those to wait whom it turns away, in milliseconds. */
const RETRY_AFTER = 1_000;

/** So many connections ask one after another, each request with a token of its own. */
export async function putUnderLoad(order: LoadOrder): Promise<Load> {
  const { origin, pathname } = new URL(order.url);
  const pool = new Pool(origin, { connections: order.connections, pipelining: 1, bodyTimeout: 60_000 });
  const body = JSON.stringify({ query: order.query });
  const times: number[] = [];
  let wrong = 0;
  let firstWrong: string | null = null;
  let bytes = 0;
  let turnedAway = 0;
  let at = 0;
  const until = performance.now() + order.milliseconds;

  const ask = (): Promise<{ readonly status: number; readonly body: Buffer }> =>
    new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let status = 0;
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${newToken((at += 1))}` };
      pool.dispatch(
        { path: pathname, method: 'POST', headers, body },
        {
          onRequestStart() {},
          onResponseStart: (_controller, code) => void (status = code),
          onResponseData: (_controller, chunk) => void chunks.push(chunk),
          onResponseEnd: () => resolve({ status, body: Buffer.concat(chunks) }),
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });

  const client = async (): Promise<void> => {
    while (performance.now() < until) {
      const from = performance.now();
      const answer = await ask();
      if (answer.status === 503 && answer.body.includes(OVERLOADED)) {
        turnedAway += 1;
        await wait(RETRY_AFTER);
        continue;
      }
      times.push(performance.now() - from);
      bytes += answer.body.length;
      if (answer.body.includes(order.expected)) continue;
      wrong += 1;
      firstWrong ??= answer.body.subarray(0, 400).toString('utf8');
    }
  };
  await Promise.all(Array.from({ length: order.connections }, client));
  await pool.close();
  const { p50, p99 } = times.length === 0 ? { p50: 0, p99: 0 } : quantiles(times);
  return { answers: times.length, p50, p99, bytes, wrong, firstWrong, turnedAway };
}
