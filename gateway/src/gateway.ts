import { callerView } from './access/caller-view.js';
import { permit, permitWithout } from './access/permit.js';
import { scopeOf } from './access/decide.js';
import type { Metrics } from './admin/metrics.js';
import { mayHaveChanged, type Intent } from './audit/record.js';
import type { AuditWriter } from './audit/writer.js';
import { checkRows, type JudgedRows } from './execute/check-rows.js';
import { writeData } from './execute/write-data.js';
import type { Agencies } from './execute/agencies.js';
import { acceptedLanguage, acceptedMediaType, type MediaType } from './http/accept.js';
import { readRequest, type ReceivedRequest } from './http/read-request.js';
import type { RefusalReport } from './http/refusal-report.js';
import { writeAnswer, writeRefusal, type Answer } from './http/write-answer.js';
import { authenticate, type IdentityParts } from './identity/authenticate.js';
import type { Caller } from './identity/caller.js';
import { readOperation } from './operation/operation.js';
import type { Persisted } from './operation/persisted.js';
import { recordRefusal } from './record-refusal.js';
import { Refusal, refusalOf } from './refusals.js';
import { current, type Generations } from './supergraph/reload.js';
import type { Volume } from './volume/volume.js';

/** The rooms that a request goes through; made in `start/agency-graph.ts`, or in `start/plain-graph.ts` for a graph without labels. */
export interface Rooms {
  readonly generations: Generations;
  readonly identity: IdentityParts;
  readonly persisted: Persisted;
  readonly audit: AuditWriter;
  readonly agencies: Agencies;
  readonly volume: Volume;
  /** How refusals of fields are told to the caller, and to the log. */
  readonly refusals: RefusalReport;
  /** Counts what happens here. */
  readonly metrics: Metrics;
  /** For the log: what went wrong on our side, with the trace id that the client was told. */
  readonly failed: (error: unknown, trace: string) => void;
}

/**
 * The corridor: the way of every request, in order. Each step takes what only the one before it makes: the planner sees
 * nothing that was not permitted, nobody is asked before the intent is durable, nothing leaves before the outcome is.
 */
export async function answer(received: ReceivedRequest, rooms: Rooms): Promise<Answer> {
  const { generations, identity, persisted, audit, agencies, volume, refusals, metrics } = rooms;
  const { generation, release } = generations.lease();
  const passage = metrics.passage();
  let mediaType: MediaType = 'application/json';
  let caller: Caller | null = null;
  let intent: Intent | null = null;
  let given: JudgedRows | null = null; // By agencies, and in no record yet
  try {
    mediaType = acceptedMediaType(received.headers);
    const request = readRequest(received);
    passage.enters('identity'); // Who asks
    caller = await authenticate(received, identity);
    passage.enters('turn'); // Begun when it is theirs
    await received.claim(caller.countedAs);
    const scope = scopeOf(generation.rules, caller);

    passage.enters('operation'); // What is asked, of that which exists for them
    const operation = readOperation(persisted.find(request), generation.schemas.visible(scope), generation.demand);
    if (received.method === 'GET' && operation.kind !== 'query') throw new Refusal('METHOD_NOT_ALLOWED');

    passage.enters('access'); // What of it is permitted, and not too often
    const asked = permit(operation, scope, generation.apiSchema);
    if (asked.refusals.length === 0) persisted.keep(request);
    const counted = await volume.calls(asked);
    const permitted = permitWithout(counted);
    refusals.log(permitted, received.trace);
    metrics.decided(permitted, generation.demand.most);

    passage.enters('plan'); // Whom to ask
    const plan = await generation.planner.plan(permitted, received);

    passage.enters('intent'); // Recorded before anybody is asked
    intent = await audit.intent(plan, generation.versions, received);

    passage.enters('execute'); // Asked
    const rows = await generation.execute(intent, agencies.for(intent, generation, received));
    passage.enters('check'); // Judged, not too many, and as they are given
    given = checkRows(rows);
    const checked = await volume.admit(given);
    const view = callerView(generation.schemas, scope);
    const written = writeData(checked, view.introspected);

    passage.enters('outcome'); // Recorded before anything is answered
    given = null;
    const receipt = await audit.outcome(written, generation.versions);
    passage.enters('write');
    return writeAnswer(receipt, view, {
      mediaType,
      trace: received.trace,
      language: acceptedLanguage(received.headers),
      refusals: refusals.response,
    });
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal !== error) rooms.failed(error, received.trace);
    // Undecided is refused, and somebody must look into it; a log that takes no alarm takes no refusal either.
    if (refusal.code === 'INTERNAL_ERROR')
      await audit.event('alarm', { kind: 'request_failed', n: 1, trace: received.trace }).catch(() => null);
    const recorded = await recordRefusal(audit, refusal, caller, generation.versions, received, intent, given);
    // Whoever asked for a change is not invited to ask for it again, recorded or not.
    const told = mayHaveChanged(intent) ? new Refusal('CHANGE_UNKNOWN') : recorded.told;
    passage.fails(told.code);
    return writeRefusal(told, recorded.receipt, { mediaType, trace: received.trace });
  } finally {
    passage.ends();
    release();
  }
}

/** Answers, after recording it, a request that the door turned away unread. */
export async function turnAway(refusal: Refusal, received: ReceivedRequest, rooms: Rooms): Promise<Answer> {
  const { versions } = current(rooms.generations);
  const { told, receipt } = await recordRefusal(rooms.audit, refusal, null, versions, received, null, null);
  rooms.metrics.turnedAway(told.code);
  return writeRefusal(told, receipt, { mediaType: 'application/json', trace: received.trace });
}
