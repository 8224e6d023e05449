import type { AuthorizationConfig } from '@agency-graph/composition';
import type { Zone } from '@agency-graph/contract';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { permitCounts } from '../access/permit.js';
import type { PermittedOperation } from '../access/permitted-operation.js';
import type { Metrics } from '../admin/metrics.js';
import type { LogState, Running } from '../admin/running.js';
import type { AuditWriter } from '../audit/writer.js';
import type { OnAsked, Outcome } from '../execute/subgraph-client.js';
import type { Rooms } from '../gateway.js';
import { documentCounts } from '../operation/documents.js';
import { planCounts } from '../plan/plan.js';
import { loggedFailure } from '../logged-failure.js';
import type { InquiryRooms } from '../inquire.js';
import type { RefusalReport } from '../http/refusal-report.js';

/** A gateway put together, before it listens. */
export interface Wired {
  /** The rooms that requests of a listener go through. */
  rooms(zone: Zone): Rooms;
  /** Where its keys are, the admin door's token among them. */
  readonly keysDirectory: string;
  /** What an operator may see of it; `degraded` there is what is served in the form that was last good. */
  readonly running: Running;
  /** The rooms that auditors' requests go through; null where the log is not asked. */
  inquiry(zone: Zone): InquiryRooms | null;
  /** Pages beside the endpoint. */
  pages(app: FastifyInstance, zone: Zone): Promise<void>;
  /** Closes what the rooms stand on, once nothing is under way. */
  close(): Promise<void>;
}

/** How refusals of fields are reported; to the log by coordinate alone. */
export const refusalReport = ({ errors }: AuthorizationConfig, log: Logger): RefusalReport => ({
  response: errors.response,
  log(permitted, trace) {
    const told = (all: PermittedOperation['refusals']): string[] => [...new Set(all.map((one) => one.coordinate))];
    const [refused, unenforced] = [told(permitted.refusals), told(permitted.unenforced)];
    if (errors.log && refused.length + unenforced.length > 0)
      log.info({ trace, refused, ...(unenforced.length === 0 ? {} : { unenforced }) }, 'unauthorized fields');
  },
});

/** What is to be told of the log: that no quorum of witnesses answers. Agencies are asked for a while yet. */
export const unwitnessed = ({ witnessed }: AuditWriter): readonly string[] => (witnessed ? [] : ['audit witnesses']);

/** Our own failures and the agencies', told to the log and to nobody else. */
export const failures = (log: Logger) => ({
  request: (error: unknown, trace: string): void => log.error({ trace, error: loggedFailure(error) }, 'request failed'),
  agency: (subgraph: string, cause: unknown, trace: string): void =>
    log.warn({ subgraph, trace, cause: loggedFailure(cause) }, 'agency failed'),
});

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

/** The caches that every gateway has. */
export const CACHES: Running['caches'] = { documents: documentCounts, permissions: permitCounts, plans: planCounts };

export const logState = ({ broken, log: { next, published, diskLow } }: AuditWriter): LogState => ({
  broken: broken !== null,
  records: next,
  published,
  diskLow,
});
