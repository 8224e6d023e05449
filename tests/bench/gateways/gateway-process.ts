import { startOurs } from './ours.js';
import { startPlanLimit } from './plan-limit.js';
import { startStock } from './stock.js';
import type { GatewayOrder } from './switches.js';

/** What a gateway process has used since it began. Milliseconds of processor time, bytes. */
export interface Usage {
  readonly cpu: number;
  readonly rss: number;
}

// A process of its own, so that its processor time is the gateway's and nobody else's.
const order = JSON.parse(process.argv[2] ?? '') as GatewayOrder;

// Before anything is awaited: this channel keeps the process while a planner's thread, which would not, is started.
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: (user + system) / 1_000, rss: process.memoryUsage.rss() } satisfies Usage);
});
process.on('disconnect', () => process.exit());

const url =
  order.what.kind === 'ours'
    ? await startOurs(order, order.what.switches)
    : order.what.kind === 'stock'
      ? await startStock(order.subgraphs)
      : await startPlanLimit(order);

process.send?.({ url });
