import type { Batch } from '../plan/batches.js';
import type { FetchStep } from '../plan/compile.js';
import { readEntities, type AskedEntity, type EntityAnswer } from './entities.js';
import type { RowsFacts } from './execute.js';
import { givenVariables, WrittenQuestion } from './question.js';
import type { RawAnswer } from './subgraph-client.js';

/** Asks, and notes what the agency says beside its answer; null when it failed. */
export type Send = (question: WrittenQuestion, asked: readonly AskedEntity[]) => Promise<RawAnswer | null>;

/** How long, in milliseconds, the first fetch that is due waits for the others: at least and at most. */
const PATIENCE = { least: 5, most: 100 } as const;

interface Waiting {
  readonly step: FetchStep;
  readonly asked: readonly AskedEntity[];
  readonly answered: (answer: EntityAnswer | null) => void;
}

/**
 * One batch within one request. The question goes out when all fetches are there, or when the first of them has waited
 * as long again as the request took until then: an agency that hangs may delay what does not need it by a moment, not by
 * its timeout. What comes later is asked later.
 */
export class PendingBatch {
  readonly #batch: Batch;
  readonly #rows: RowsFacts;
  readonly #send: Send;
  readonly #began: number;
  #expected: number;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(batch: Batch, rows: RowsFacts, send: Send, began: number) {
    this.#batch = batch;
    this.#rows = rows;
    this.#send = send;
    this.#began = began;
    this.#expected = batch.fetches;
  }

  /** Every fetch of the batch comes exactly once, also with nothing to ask for. */
  async add(step: FetchStep, asked: readonly AskedEntity[]): Promise<EntityAnswer | null> {
    this.#expected -= 1;
    const answer =
      asked.length === 0
        ? Promise.resolve(null)
        : new Promise<EntityAnswer | null>((answered) => this.#waiting.push({ step, asked, answered }));
    if (this.#expected === 0 || this.#over) this.#ask();
    else this.#timer ??= setTimeout(() => this.#ask(), this.#patience());
    return answer;
  }

  #patience(): number {
    return Math.min(PATIENCE.most, Math.max(PATIENCE.least, performance.now() - this.#began));
  }

  #ask(): void {
    clearTimeout(this.#timer);
    this.#over = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0) return;
    void (waiting.length === 1 ? this.#askAlone(waiting[0]!) : this.#askTogether(waiting)).catch(() => {
      for (const { answered } of waiting) answered(null);
    });
  }

  async #askAlone({ step, asked, answered }: Waiting): Promise<void> {
    answered(await askAlone(step, asked, this.#rows, this.#send));
  }

  async #askTogether(waiting: readonly Waiting[]): Promise<void> {
    const { question, slots } = this.#batch;
    // What several fetches ask of one entity is asked once.
    const bySlot = slots.map(() => new Map<string, { readonly at: number; readonly asked: AskedEntity }>());
    for (const { step, asked } of waiting) {
      const slot = bySlot[step.part!.slot]!;
      for (const one of asked) if (!slot.has(one.text)) slot.set(one.text, { at: slot.size, asked: one });
    }
    let variables = givenVariables(question.variables, this.#rows.intent.plan.permitted.operation.variables);
    slots.forEach(({ variable }, at) => {
      variables += `${variables === '' ? '' : ','}"${variable}":[${[...bySlot[at]!.keys()].join(',')}]`;
    });
    const all = bySlot.flatMap((slot) => [...slot.values()].map(({ asked }) => asked));
    const answer = await this.#send(new WrittenQuestion(question, variables), all);
    const { subgraph } = waiting[0]!.step;
    const lists = slots.map(({ alias }, at) => ({ key: alias, count: bySlot[at]!.size }));
    const answers = readEntities(answer, lists, subgraph, this.#rows);
    const errors = answers.map((given) => Map.groupBy(given?.errors ?? [], ({ at }) => at));
    for (const { step, asked, answered } of waiting) {
      const slot = step.part!.slot;
      const given = answers[slot]!;
      const places = asked.map(({ text }) => bySlot[slot]!.get(text)!.at);
      answered(given && { entities: places.map((at) => given.entities[at]), errors: errorsOf(errors[slot]!, places) });
    }
  }
}

/** One fetch's entities, in a question of its own. */
export async function askAlone(
  step: FetchStep,
  asked: readonly AskedEntity[],
  rows: RowsFacts,
  send: Send,
): Promise<EntityAnswer | null> {
  const given = givenVariables(step.question.variables, rows.intent.plan.permitted.operation.variables);
  const representations = `"representations":[${asked.map(({ text }) => text).join(',')}]`;
  const variables = given === '' ? representations : `${given},${representations}`;
  const answer = await send(new WrittenQuestion(step.question, variables), asked);
  return readEntities(answer, [{ key: '_entities', count: asked.length }], step.subgraph, rows)[0]!;
}

/** Errors of a slot by the place that they are about, with places among the entities of one fetch. */
function errorsOf(
  errors: ReadonlyMap<number | null, EntityAnswer['errors']>,
  places: readonly number[],
): EntityAnswer['errors'] {
  if (errors.size === 0) return [];
  const ofAll = errors.get(null)?.slice(0, 1) ?? [];
  return [...ofAll, ...places.flatMap((place, at) => (errors.get(place) ?? []).map((one) => ({ ...one, at })))];
}
