import type { GatewayOrder } from './switches.js';

/** What a gateway process has used since it began. Milliseconds of processor time, bytes. */
export interface Usage {
  readonly cpu: number;
  readonly rss: number;
  /** What V8 holds of it for the main thread; null of a process that does not say. */
  readonly heap: number | null;
}

// A process of its own, so that its processor time is the gateway's and nobody else's.
const order = JSON.parse(process.argv[2] ?? '') as GatewayOrder;

// Before anything is awaited: this channel keeps the process while a planner's thread, which would not, is started.
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const { rss, heapTotal: heap } = process.memoryUsage();
  process.send?.({ cpu: (user + system) / 1_000, rss, heap } satisfies Usage);
});
process.on('disconnect', () => process.exit());

/** Only what it is made of is loaded: its memory is its own as well. */
async function start({ what, subgraphs }: GatewayOrder): Promise<string> {
  switch (what.kind) {
    case 'ours':
      return (await import('./ours.js')).startOurs(order, what.switches);
    case 'stock':
      return (await import('./stock.js')).startStock(subgraphs);
    case 'plan limit':
      return (await import('./plan-limit.js')).startPlanLimit(order);
    default:
      return what satisfies never;
  }
}

process.send?.({ url: await start(order) });
