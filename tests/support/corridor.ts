import {
  callerView,
  checkRows,
  permit,
  permitWithout,
  readOperation,
  Refusal,
  scopeOf,
  unknownIn,
  writeAnswer,
  writeData,
  writeRefusal,
  type Answer,
  type Ask,
  type Caller,
  type CallerFacts,
  type WrittenRows,
  type Generation,
  type Intent,
  type Receipt,
  UNCOUNTED,
  type Volume,
  type RegisterView,
} from '@agency-graph/gateway/steps';

const A_MINUTE = 60_000;
/** A register in which nothing ever changed. */
const UNCHANGED: RegisterView = { version: 0, stands: () => true };

/** What is asked of which graph and by whom, and the agencies that are asked for it. */
interface Asking {
  readonly generation: Generation;
  readonly caller: CallerFacts;
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly open: (subgraph: string) => Ask;
  readonly register?: RegisterView | undefined;
  readonly volume?: Volume | undefined;
  readonly refusals?: 'errors' | 'extensions' | 'disabled' | undefined;
}

interface Answered {
  readonly answer: Answer;
  readonly rows: WrittenRows | null;
  /** Agencies of which the log was told that they answered in another form than asked. */
  readonly misformed: ReadonlySet<string>;
}

/**
 * The corridor from operation to answer, with a caller and agencies of the test's own. It records nothing: the casts
 * below are what only a test may do.
 */
export async function answerFor({
  generation,
  caller: facts,
  query,
  variables,
  open,
  register = UNCHANGED,
  volume = UNCOUNTED,
  refusals = 'errors',
}: Asking): Promise<Answered> {
  const caller = facts as Caller;
  const frame = { mediaType: 'application/json', trace: '0'.repeat(32), refusals } as const;
  const misformed = new Set<string>();
  const position = { origin: 'test', index: 0, leaf: '' };
  try {
    const { rules, apiSchema } = generation;
    const scope = scopeOf(rules, caller);
    const operation = readOperation({ query, operationName: null, variables }, generation.schemas.visible(scope));
    const counted = await volume.calls(permit(operation, scope, apiSchema));
    const permitted = permitWithout(counted);
    const patience = { deadline: performance.now() + A_MINUTE, gone: new AbortController().signal };
    const plan = await generation.planner.plan(permitted, patience);
    const intent = { txn: 'test', plan, caller } as Intent;
    const execution = {
      ask: open,
      failed: () => {},
      misformed: (subgraph: string) => void misformed.add(subgraph),
      register,
    };
    const judged = checkRows(await generation.execute(intent, execution));
    const view = callerView(generation.schemas, scope);
    const rows = writeData(await volume.admit(judged), view.introspected);
    const answer = writeAnswer({ position, rows, unknown: unknownIn(rows) } as Receipt, view, frame);
    return { answer, rows, misformed };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { answer: writeRefusal(error, null, frame), rows: null, misformed };
  }
}
