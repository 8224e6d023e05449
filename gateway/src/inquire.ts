import { signerOf } from '@agency-graph/policy';
import { execute } from 'graphql';
import type { AuditWriter } from './audit/writer.js';
import { acceptedMediaType, type MediaType } from './http/accept.js';
import { readRequest, type ReceivedRequest } from './http/read-request.js';
import { writeInquiry, writeRefusal, type Answer } from './http/write-answer.js';
import { authenticate, type IdentityParts } from './identity/authenticate.js';
import type { Caller } from './identity/caller.js';
import type { Organisations } from './identity/organisations.js';
import { auditorOf, isAuditor } from './inquiry/auditor.js';
import type { DeskParts } from './inquiry/desk-parts.js';
import { createDesk, createStewardDesk, type Desk } from './inquiry/desk.js';
import { inquirySchema } from './inquiry/schema/build.js';
import { readOperation } from './operation/operation.js';
import { recordRefusal } from './record-refusal.js';
import { Refusal, refusalOf } from './refusals.js';
import type { Generation } from './supergraph/generation.js';
import { current, type Generations } from './supergraph/reload.js';

/** The rooms that an auditor's request goes through. */
export interface InquiryRooms {
  readonly generations: Generations;
  readonly identity: IdentityParts;
  readonly organisations: Organisations;
  readonly desk: DeskParts;
  /** The auditors' own log. */
  readonly auditors: AuditWriter;
  readonly failed: (error: unknown, trace: string) => void;
}

const SCHEMA = inquirySchema();

/** Nobody is led by a link to ask about persons. */
const METHOD = 'POST';

/**
 * The auditors' corridor: who asks, whether they may, what; answered from the log, and recorded in the auditors' own
 * before they see it. A question that is refused is refused as a whole, and recorded too.
 */
export async function inquire(received: ReceivedRequest, rooms: InquiryRooms): Promise<Answer> {
  const { generations, identity, auditors } = rooms;
  const generation = current(generations);
  const { versions } = generation;
  let mediaType: MediaType = 'application/json';
  let caller: Caller | null = null;
  try {
    mediaType = acceptedMediaType(received.headers);
    if (received.method !== METHOD)
      throw new Refusal('METHOD_NOT_ALLOWED', `Questions to the log are sent by ${METHOD}.`);
    const request = readRequest(received);
    if (request.query === null) throw new Refusal('BAD_REQUEST', 'Questions to the log are sent as text.');
    caller = await authenticate(received, identity);
    await received.claim(caller.countedAs);
    const desk = deskOf(caller, generation, rooms, received);
    const { document, name, variables } = readOperation({ ...request, query: request.query }, SCHEMA);
    const result = await execute({
      schema: SCHEMA,
      document,
      operationName: name,
      variableValues: variables,
      contextValue: desk,
    });
    const [error] = result.errors ?? [];
    if (error !== undefined) throw error.originalError ?? error;
    return writeInquiry(await desk.receipt(), result.data, { mediaType, trace: received.trace });
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal !== error) rooms.failed(error, received.trace);
    const { told, receipt } = await recordRefusal(auditors, refusal, caller, versions, received, null, null);
    return writeRefusal(told, receipt, { mediaType, trace: received.trace, methods: METHOD });
  }
}

/** An auditor's desk; else that of a steward, whose accounts that do something for it may ask about its fields. */
function deskOf(
  caller: Caller,
  { versions, rules }: Generation,
  { organisations, desk }: InquiryRooms,
  received: ReceivedRequest,
): Desk {
  const own = [...rules.policy.stewards.keys()].filter(
    (steward) => signerOf(rules.policy, steward) === caller.organisation.id,
  );
  return isAuditor(caller) || own.length === 0 || caller.functions.size === 0
    ? createDesk(desk, auditorOf(caller, organisations), versions, received)
    : createStewardDesk(desk, caller, new Set(own), versions, received);
}
