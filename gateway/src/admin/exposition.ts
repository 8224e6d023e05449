import { collectDefaultMetrics, Counter, Gauge, Registry, type Metric } from 'prom-client';
import { BOUNDS, type Durations } from './durations.js';
import { STEPS, type Step } from './metrics.js';
import type { Running } from './running.js';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

/** What a gateway has counted, in the text format of Prometheus. */
export interface Exposition {
  readonly contentType: string;
  text(): Promise<string>;
}

/** The room that each step of the corridor is in. */
const ROOMS: Readonly<Record<Step, string>> = {
  read: 'http',
  identity: 'identity',
  turn: 'http',
  operation: 'operation',
  access: 'access',
  plan: 'plan',
  intent: 'audit',
  execute: 'execute',
  check: 'execute',
  outcome: 'audit',
  write: 'http',
};

const BREAKER_STATES = ['closed', 'open', 'probing'] as const;

/**
 * The gateway's metrics, read at each scrape. Labels are codes, steps, rules, agencies and versions: names that stand in
 * the schema, the policy and `supergraph.yaml`, never a caller's, a row's or an argument's.
 */
export function createExposition({ metrics, caches, agencies, graph, audit, notReady }: Running): Exposition {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });

  const counter = (name: string, help: string, labelNames: string[], read: () => Iterable<Sample>): void => {
    const made = new Counter({
      name: `agency_graph_${name}_total`,
      help,
      labelNames,
      registers: [registry],
      collect() {
        made.reset();
        for (const [labels, value] of read()) made.inc(labels, value);
      },
    });
  };
  const gauge = (name: string, help: string, labelNames: string[], read: () => Iterable<Sample>): void => {
    const made = new Gauge({
      name: `agency_graph_${name}`,
      help,
      labelNames,
      registers: [registry],
      collect() {
        made.reset();
        for (const [labels, value] of read()) made.set(labels, value);
      },
    });
  };
  const histogram = (name: string, help: string, read: () => Iterable<readonly [Labels, Durations]>): void =>
    registry.registerMetric(histogramOf(`agency_graph_${name}_seconds`, help, read));

  counter('requests', 'Requests, by what became of them: ANSWERED, or the code of the refusal.', ['code'], () =>
    [...metrics.ends].map(([code, n]) => [{ code }, n]),
  );
  gauge('requests_under_way', 'Requests that are being answered.', [], () => [[{}, metrics.underWay]]);
  histogram('request_duration', 'From a request that is read to its answer.', () => [[{}, metrics.requests]]);
  histogram('room_duration', 'Time that requests spend in each step, by the room whose work it is.', () =>
    STEPS.map((step) => [{ room: ROOMS[step], step }, metrics.steps[step]]),
  );

  counter('fields_permitted', 'Fields that were asked for and permitted, by the rule that grants them.', ['rule'], () =>
    [...metrics.rules].map(([rule, { permitted }]) => [{ rule }, permitted]),
  );
  counter('fields_refused', 'Fields that were asked for and refused, by rule and reason.', ['rule', 'reason'], () =>
    [...metrics.rules].flatMap(([rule, { refused }]) =>
      [...refused].map(([reason, n]): Sample => [{ rule, reason }, n]),
    ),
  );

  counter('operation_points', 'Cost of the operations that were let in, in points.', [], () => [
    [{}, metrics.cost.points],
  ]);
  counter('operations_over_cost', 'Operations that cost more than they may, where that is only measured.', [], () => [
    [{}, metrics.cost.over],
  ]);

  counter('agency_requests', 'Attempts to ask an agency, by what came of them.', ['agency', 'outcome'], () =>
    [...metrics.agencies].flatMap(([agency, { outcomes }]) =>
      [...outcomes].map(([outcome, n]): Sample => [{ agency, outcome }, n]),
    ),
  );
  counter('agency_misformed', 'Requests in which an agency answered in another form than was asked.', ['agency'], () =>
    [...metrics.agencies].map(([agency, { misformed }]) => [{ agency }, misformed]),
  );
  histogram('agency_request_duration', 'How long an attempt to ask an agency takes.', () =>
    [...metrics.agencies].map(([agency, { durations }]) => [{ agency }, durations]),
  );
  gauge('agency_requests_under_way', 'Requests at an agency, and those that wait for a place.', ['agency', 'at'], () =>
    [...agencies()].flatMap(([agency, { inFlight, waiting }]): Sample[] => [
      [{ agency, at: 'agency' }, inFlight],
      [{ agency, at: 'queue' }, waiting],
    ]),
  );
  gauge('agency_breaker', 'State of the breaker of each agency: 1 for the one it is in.', ['agency', 'state'], () =>
    [...agencies()].flatMap(([agency, { breaker }]) =>
      BREAKER_STATES.map((state): Sample => [{ agency, state }, breaker === state ? 1 : 0]),
    ),
  );

  counter('cache_lookups', 'Look-ups in a cache.', ['cache', 'result'], () =>
    Object.entries(caches).flatMap(([cache, { hits, misses }]): Sample[] => [
      [{ cache, result: 'hit' }, hits],
      [{ cache, result: 'miss' }, misses],
    ]),
  );

  gauge('graph_info', 'Versions of the supergraph and of the policy that are served.', ['supergraph', 'policy'], () => {
    const { supergraph, policy } = graph();
    return [[{ supergraph, policy }, 1]];
  });
  gauge('graph_served_since_timestamp_seconds', 'When they began to be served.', [], () => [[{}, graph().since / 1e3]]);
  gauge('graph_refused', 'Parts that lie on disk and were refused: the last good ones are served.', ['part'], () =>
    graph().refused.map(({ part }) => [{ part }, 1]),
  );
  gauge('graph_swap_seconds', 'How long the last change took from being read to being served.', [], () => {
    const { swap } = graph();
    return swap === null ? [] : [[{}, swap / 1e3]];
  });
  counter('reloads', 'Changes on disk, by what became of them.', ['result'], () => [
    [{ result: 'taken' }, graph().taken],
    [{ result: 'refused' }, graph().refusals],
  ]);

  gauge('audit_records', 'Records in the audit log, and those that published checkpoints cover.', ['state'], () => [
    [{ state: 'written' }, audit().records],
    [{ state: 'published' }, audit().published],
  ]);
  gauge('audit_broken', 'Whether the audit log can no longer be written: then nothing is answered.', [], () => [
    [{}, audit().broken ? 1 : 0],
  ]);
  gauge('audit_disk_low', 'Whether the disk of the audit log is nearly full: then no agency is asked.', [], () => [
    [{}, audit().diskLow ? 1 : 0],
  ]);
  gauge('ready', 'Whether the gateway is ready.', [], () => [[{}, notReady() === null ? 1 : 0]]);

  return { contentType: registry.contentType, text: () => registry.metrics() };
}

/** A histogram over durations that were counted elsewhere. */
function histogramOf(name: string, help: string, read: () => Iterable<readonly [Labels, Durations]>): Metric {
  const samples = ([labels, durations]: readonly [Labels, Durations]) => {
    let below = 0;
    const buckets = [...durations.counts].map((count, bucket) => ({
      metricName: `${name}_bucket`,
      labels: { ...labels, le: bucket < BOUNDS.length ? String(BOUNDS[bucket]! / 1e3) : '+Inf' },
      value: (below += count),
    }));
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: durations.sum / 1e3 },
      { metricName: `${name}_count`, labels, value: below },
    ];
  };
  const made = { name, help, type: 'histogram', aggregator: 'sum' };
  return { name, get: async () => ({ ...made, values: [...read()].flatMap(samples) }) } as unknown as Metric;
}
