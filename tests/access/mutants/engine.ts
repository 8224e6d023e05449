import { mergedLabels } from '@agency-graph/composition';
import type { Compartment } from '@agency-graph/contract';
import type { AccessRules, CallerFacts } from '@agency-graph/gateway/steps';
import { compilePolicy, readPolicyContent, type PolicyContent } from '@agency-graph/policy';
import type { AgreementRecord, World } from '@agency-graph/world';
import { join } from 'node:path';
import { ROOT } from '../../support/root.js';
import { wholeSupergraph } from '../classes/graph.js';
import type { CaseCaller } from '../differential/callers.js';
import { OF_RECORDS } from '../reference/besides.js';
import { referenceCaller } from '../reference/caller.js';

/** What the gateway decides by, as data that can be changed in one place. */
export interface Engine {
  readonly content: PolicyContent;
  readonly rules: AccessRules;
}

/** The served policy over the labels of the whole graph. */
export async function loadEngine(): Promise<Engine> {
  const content = readPolicyContent(join(ROOT, 'gateway/policy'));
  const returns = [...OF_RECORDS].flatMap(([at, { gives }]) => (gives === null ? [] : [[at, gives] as const]));
  return {
    content,
    rules: {
      labelled: true,
      policy: compilePolicy(content),
      labels: mergedLabels(await wholeSupergraph()),
      // No field of this graph carries a standard directive.
      requirements: new Map(),
      decidePolicy: () => false,
      directives: { rejectUnauthorized: false, dryRun: false },
      returns: new Map(returns),
      interfaceObjects: new Set(),
    },
  };
}

/** A caller as identity hands it to access; null where identity already turns them away. */
export function factsOf({ account, door }: CaseCaller, world: World): CallerFacts | null {
  const caller = referenceCaller(world, account, door);
  if (!caller.inForce) return null;
  const { id, path, block, level } = caller.organisation;
  return {
    authenticated: true,
    accountId: account.id,
    countedAs: account.id,
    issuer: account.issuer,
    kind: account.kind,
    memberId: account.memberId,
    organisation: { id, path, block, level },
    functions: caller.functions,
    clearance: caller.clearance,
    compartments: [...caller.compartments] as Compartment[],
    zone: caller.zone,
    hardwareKey: caller.hardwareKey,
    endUser: account.kind === 'APPLICATION' ? caller.endUser : null,
    scopes: new Set(),
    claims: {},
    purposes: caller.purposes,
    purpose: caller.purpose,
    caseReference: null,
    agreements: caller.agreements.map(held),
    lapsed: [],
    emergency: null,
    tokenId: 'test',
    now: door.clock,
  };
}

const held = (one: AgreementRecord): CallerFacts['agreements'][number] => ({
  id: one.id,
  version: one.version,
  steward: one.steward,
  coordinates: new Set(one.coordinates),
  purposes: new Set(one.purposes),
  validTo: one.validTo,
  endUserRequired: one.duties.includes('END_USER_REQUIRED'),
  witnessed: false,
  rowsAtMost: one.duties.includes('ROW_SECRECY:UNCLASSIFIED') ? 'UNCLASSIFIED' : null,
  callsPerHour: null,
  bulk: false,
  maxRowsPerQuery: one.maxRowsPerQuery,
  maxSubjectsPerDay: one.maxSubjectsPerDay,
});
