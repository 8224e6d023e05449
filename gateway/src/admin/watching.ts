import type { Logger } from 'pino';
import type { OnAsked, Outcome } from '../execute/subgraph-client.js';
import type { Metrics } from './metrics.js';

/** How long, in milliseconds, operators are told of one thing at one agency once, and what is looked back at for it. */
const LATELY = 60_000;

interface Alarm {
  readonly says: string;
  /** What one caller may bring about, by a value that only the agency judges, is told once two of them meet it. */
  readonly ofSeveral: boolean;
  /** What an agency that is well says now and then is told where it is all that it said to anybody lately. */
  readonly ofAll: boolean;
}

/** What an agency does that answers, and yet answers nobody. */
const ALARMS: Partial<Readonly<Record<Outcome, Alarm>>> = {
  'refuses-gateway': {
    says: 'an agency refuses the gateway, as one does that has not its keys',
    ofSeveral: false,
    ofAll: false,
  },
  'refuses-question': {
    says: 'an agency refuses whole questions, as one does whose schema is not the one that is served',
    ofSeveral: true,
    ofAll: false,
  },
  'answers-nothing': {
    says: 'an agency answers every question with errors alone, as one does whose schema is not the one that is served',
    ofSeveral: true,
    ofAll: true,
  },
};

/** When an agency last did what there is an alarm for, to whom, and when operators were last told. */
interface Met {
  readonly caller: string;
  readonly at: number;
  readonly told: number;
}

/**
 * Counts what comes of asking each agency, and tells operators of what only they can mend. In our words alone: what an
 * agency wrote is in no log, nor who asked. `now` is a clock that never goes back, in milliseconds.
 */
export function watching(metrics: Metrics, log: Logger, now: () => number = () => performance.now()) {
  const answeredAt = new Map<string, number>();
  const met = new Map<string, Met>();
  return (subgraph: string): OnAsked => {
    const count = metrics.asking(subgraph);
    return (outcome, milliseconds, caller) => {
      count(outcome, milliseconds, caller);
      const at = now();
      const isRecent = (time: number | undefined): boolean => time !== undefined && at - time < LATELY;
      if (outcome === 'answered' || outcome === 'with-errors') answeredAt.set(subgraph, at);
      const alarm = ALARMS[outcome];
      if (alarm === undefined) return;
      const key = `${subgraph} ${outcome}`;
      const last = met.get(key);
      const isOfSeveral = last !== undefined && last.caller !== caller && isRecent(last.at);
      const isDue =
        !isRecent(last?.told) &&
        (isOfSeveral || !alarm.ofSeveral) &&
        !(alarm.ofAll && isRecent(answeredAt.get(subgraph)));
      met.set(key, { caller, at, told: isDue ? at : (last?.told ?? -Infinity) });
      if (isDue) log.error({ subgraph, outcome }, alarm.says);
    };
  };
}
