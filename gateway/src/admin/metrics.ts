import type { PermittedFacts } from '../access/permitted-operation.js';
import type { OnAsked, Outcome } from '../execute/subgraph-client.js';
import type { RefusalCode } from '../refusals.js';
import { Durations } from './durations.js';

/** The steps of the corridor, in order; each is the work of one room. */
export const STEPS = [
  'read',
  'identity',
  'turn',
  'operation',
  'access',
  'plan',
  'intent',
  'execute',
  'check',
  'outcome',
  'write',
] as const;
export type Step = (typeof STEPS)[number];

/** What became of a request: answered, wholly or in part, or turned away with a code. */
export type RequestEnd = 'ANSWERED' | RefusalCode;

/** How often an agency was asked, by what came of it, and how long that took. */
export interface AgencyCounts {
  readonly outcomes: Map<Outcome, number>;
  readonly durations: Durations;
  /** Requests in which what it answered has not the form that was asked for: each answer is among the outcomes too. */
  misformed: number;
}

/** Fields decided under a rule, as often as they were asked for. */
export interface RuleCounts {
  permitted: number;
  /** By reason. */
  readonly refused: Map<string, number>;
}

/**
 * What this process has counted since it began, on the path of every request: plain numbers, of which nothing is made
 * until somebody reads them. No name here is a person's: rules, agencies, codes and steps only.
 */
export class Metrics {
  readonly ends = new Map<RequestEnd, number>();
  readonly requests = new Durations();
  readonly steps: Readonly<Record<Step, Durations>> = Object.fromEntries(
    STEPS.map((step) => [step, new Durations()]),
  ) as Record<Step, Durations>;
  readonly rules = new Map<string, RuleCounts>();
  readonly agencies = new Map<string, AgencyCounts>();
  /** Points of the operations that were let in, and how many of them cost more than they may. */
  readonly cost = { points: 0, over: 0 };
  /** Requests under way. */
  underWay = 0;

  /** The rules that an operation's fields are permitted by: worked out once for each operation that is remembered. */
  readonly #permitted = new WeakMap<PermittedFacts['granted'], readonly (readonly [RuleCounts, number])[]>();

  /** A request sets out. */
  passage(): Passage {
    this.underWay += 1;
    return new Passage(this);
  }

  /** A request was turned away unread. */
  turnedAway(code: RefusalCode): void {
    add(this.ends, code, 1);
  }

  /** What was decided of an operation's fields. */
  decided(
    { granted, refusals, operation }: Pick<PermittedFacts, 'granted' | 'refusals' | 'operation'>,
    most: number,
  ): void {
    this.cost.points += operation.cost;
    if (operation.cost > most) this.cost.over += 1;
    let permitted = this.#permitted.get(granted);
    if (permitted === undefined) {
      const fields = new Map<RuleCounts, number>();
      for (const { rule } of granted.values()) add(fields, this.#rule(rule), 1);
      this.#permitted.set(granted, (permitted = [...fields]));
    }
    for (const [rule, fields] of permitted) rule.permitted += fields;
    for (const { rule, reason } of refusals) add(this.#rule(rule).refused, reason, 1);
  }

  /** For whoever asks an agency: tells of each attempt. */
  asking(agency: string): OnAsked {
    let counts = this.agencies.get(agency);
    if (counts === undefined)
      this.agencies.set(agency, (counts = { outcomes: new Map(), durations: new Durations(), misformed: 0 }));
    const { outcomes, durations } = counts;
    return (outcome, milliseconds) => {
      if (milliseconds === null) {
        counts.misformed += 1;
        return;
      }
      add(outcomes, outcome, 1);
      durations.note(milliseconds);
    };
  }

  #rule(rule: string): RuleCounts {
    let counts = this.rules.get(rule);
    if (counts === undefined) this.rules.set(rule, (counts = { permitted: 0, refused: new Map() }));
    return counts;
  }
}

/** One request's way through the corridor: how long it is in each room. */
class Passage {
  readonly #metrics: Metrics;
  readonly #began = performance.now();
  #step: Step = 'read';
  #since = this.#began;
  #end: RequestEnd = 'ANSWERED';

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  /** It leaves the step that it was in. */
  enters(step: Step): void {
    const now = performance.now();
    this.#metrics.steps[this.#step].note(now - this.#since);
    this.#step = step;
    this.#since = now;
  }

  /** It is turned away where it is. */
  fails(code: RefusalCode): void {
    this.#end = code;
  }

  /** It is over. A step that was broken off counts no time: it would pass for a quick one. */
  ends(): void {
    const now = performance.now();
    if (this.#end === 'ANSWERED') this.#metrics.steps[this.#step].note(now - this.#since);
    this.#metrics.requests.note(now - this.#began);
    this.#metrics.underWay -= 1;
    add(this.#metrics.ends, this.#end, 1);
  }
}

function add<Key>(counts: Map<Key, number>, key: Key, n: number): void {
  counts.set(key, (counts.get(key) ?? 0) + n);
}
