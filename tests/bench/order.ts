import { join } from 'node:path';
import { makeCheckout } from '../gateway/fixture/gateway-process.js';
import { orderOfCalls, tracing } from '../gateway/fixture/order-of-calls.js';
import type { Bench, BenchOptions, BenchResult } from './bench.js';

const REQUESTS = { full: 10_000, quick: 500 } as const;
const CLIENTS = 20;

const bench: Bench = {
  name: 'order',
  says: 'as the kernel saw it: answers leave after the sync of their outcome, questions to agencies after that of the intent',
  run: runOrder,
};
export default bench;

async function runOrder({ quick, progress }: BenchOptions): Promise<BenchResult> {
  const requests = quick ? REQUESTS.quick : REQUESTS.full;
  const checkout = await makeCheckout();
  try {
    const trace = join(checkout.database.directory, 'trace');
    const gateway = await checkout.start(tracing(trace, '--seccomp-bpf'));
    const body = JSON.stringify({ query: '{ opinions(first: 1) { id } }' });
    let [left, refused] = [requests, 0];
    const client = async (): Promise<void> => {
      while (left-- > 0) {
        const headers = { 'content-type': 'application/json', authorization: checkout.bearer() };
        const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body });
        if (response.status !== 200) refused += 1;
        await response.arrayBuffer();
        if (left % 1_000 === 0) progress(`${requests - left} of ${requests}`);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    process.kill(gateway.pid, 'SIGTERM');
    await gateway.ended;
    const { answers, questions, early } = orderOfCalls(trace, checkout.logPath);
    return {
      tables: [
        {
          title: `${requests} requests of ${CLIENTS} clients at once`,
          head: ['first bytes of answers', 'first bytes to agencies', 'before their sync', 'not answered 200'],
          rows: [[answers, questions, early.length, refused].map(String)],
        },
      ],
      goals: {
        'answers after the sync of their outcome': {
          goal: requests,
          measured: answers - early.filter((one) => one.startsWith('the answer')).length,
          ok: answers === requests && early.length === 0,
        },
        'questions after the sync of their intent': {
          goal: requests,
          measured: questions - early.filter((one) => one.startsWith('the question')).length,
          ok: questions === requests && early.length === 0,
        },
      },
      figures: { requests, answers, questions, early: early.slice(0, 10), refused },
    };
  } finally {
    await checkout.close();
  }
}
