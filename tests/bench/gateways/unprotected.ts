import { readRequest, type ReceivedRequest, type Rooms } from '@agency-graph/gateway/rooms';
import {
  checkRows,
  narrow,
  readOperation,
  scopeOf,
  writeAnswer,
  type Answer,
  type Caller,
  type Scope,
} from '@agency-graph/gateway/steps';
import { ALWAYS } from '@agency-graph/contract';
import type { Switches } from './switches.js';

/** Everything to everybody. */
const OPEN: Scope = {
  field: () => ({ kind: 'permit', basis: { kind: 'scope' } }),
  rows: () => ALWAYS,
  names: () => true,
};

/** The corridor without asking who it is. */
export async function answerUnprotected(received: ReceivedRequest, rooms: Rooms, switches: Switches): Promise<Answer> {
  const { generation } = rooms.generations.lease();
  const versions = { policy: generation.policyVersion, supergraph: generation.version };
  const caller = await somebody(rooms);
  const operation = readOperation(readRequest(received), generation.apiSchema);
  const scope = switches.access ? scopeOf(generation.rules, caller) : OPEN;
  const plan = await generation.planner.plan(narrow(operation, scope, generation.rules, generation.apiSchema));
  const intent = await rooms.audit.intent(plan, caller, versions, received.trace);
  const rows = await generation.execute(intent, rooms.agencies.for(intent, versions, received.trace));
  const receipt = await rooms.audit.outcome(checkRows(rows), versions);
  const frame = { mediaType: 'application/json', trace: received.trace } as const;
  return writeAnswer(receipt, () => generation.readableSchema(scope), frame);
}

let known: Caller | undefined;

/** Always the same caller, looked up once. */
async function somebody({ identity }: Rooms): Promise<Caller> {
  if (known !== undefined) return known;
  const { id, orgId, ...account } = (await identity.accounts.find('', 's1', ''))!;
  const { status, ...place } = identity.organisations.find(orgId)!;
  return (known = {
    ...account,
    accountId: id,
    issuer: '',
    organisation: { id: orgId, ...place },
    zone: identity.zone,
    hardwareKey: false,
    endUser: null,
    scopes: new Set(),
    purpose: account.purposes[0]!,
    caseReference: null,
    agreements: await identity.accounts.agreements(orgId, status, ''),
    tokenId: 't',
    now: identity.policyNow(),
  } as unknown as Caller);
}
