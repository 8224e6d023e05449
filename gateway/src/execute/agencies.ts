import { pairwisePseudonym, type ContextClaims, type RowCondition } from '@agency-graph/contract';
import type { KeyObject } from 'node:crypto';
import type { Intent } from '../audit/record.js';
import type { Patience } from '../patience.js';
import type { Plan } from '../plan/plan.js';
import type { Generation } from '../supergraph/generation.js';
import { SubgraphFailure } from './agency/failure.js';
import type { Execution } from './execute.js';
import type { RegisterView } from './judge-row.js';
import type { AgencyState, Ask, SubgraphClient } from './subgraph-client.js';

/** The agencies as one request reaches them. */
export interface Agencies {
  /** `request` bounds it: nothing is asked after its deadline, or once its client has gone. */
  for(intent: Intent, generation: Generation, request: Patience): Execution;
  /** How each of a supergraph is doing, by name. */
  states(supergraph: string): ReadonlyMap<string, AgencyState>;
  close(): Promise<void>;
}

/** Clients by name, of each version of the supergraph: a request asks where its own version says. */
export interface ServedClients {
  of(supergraph: string): ReadonlyMap<string, SubgraphClient>;
  close(): Promise<void>;
}

export interface AgenciesParts {
  readonly clients: ServedClients;
  /** The gateway's own subgraph, asked in process; null in a plain graph. */
  readonly own: { readonly name: string; open(intent: Intent, generation: Generation, request: Patience): Ask } | null;
  /** Secret of the pairwise pseudonyms, at least 32 bytes. */
  readonly pseudonymSecret: KeyObject;
  /** The organisations register, on which decisions stand. */
  readonly register: RegisterView;
  readonly failed: (subgraph: string, cause: unknown, trace: string) => void;
}

export function createAgencies(parts: AgenciesParts): Agencies {
  return {
    for(intent, generation, request) {
      const { versions } = generation;
      const opened = new Map<string, Ask>();
      const misformed = new Set<string>();
      const open = (subgraph: string): Ask => {
        if (subgraph === parts.own?.name) return parts.own.open(intent, generation, request);
        const client = parts.clients.of(versions.supergraph).get(subgraph);
        if (client === undefined) return () => Promise.reject(new Error('no such agency'));
        return client.open(() => claimsFor(subgraph, intent, generation, parts), {
          ...request,
          caller: intent.caller.countedAs,
          trace: intent.trace,
        });
      };
      return {
        ask(subgraph) {
          // One signed context per request and agency, whatever number of questions.
          let ask = opened.get(subgraph);
          if (ask === undefined) opened.set(subgraph, (ask = open(subgraph)));
          return ask;
        },
        register: parts.register,
        failed: (subgraph, cause) => parts.failed(subgraph, cause, intent.trace),
        misformed(subgraph) {
          if (misformed.has(subgraph)) return;
          misformed.add(subgraph);
          parts.failed(subgraph, new SubgraphFailure('misformed', 'not of the form that was asked for'), intent.trace);
          parts.clients.of(versions.supergraph).get(subgraph)?.misformed(intent.caller.countedAs);
        },
      };
    },
    states: (supergraph) => new Map([...parts.clients.of(supergraph)].map(([name, client]) => [name, client.state()])),
    close: () => parts.clients.close(),
  };
}

/** What an agency is told of the request: as much as its rules need, under a name of the caller that only it knows. */
function claimsFor(subgraph: string, intent: Intent, generation: Generation, parts: AgenciesParts): ContextClaims {
  const { versions, applies } = generation;
  const { caller, plan, txn } = intent;
  const { permitted, compiled } = plan;
  const rows = asTold(permitted.rows, subgraph, (type) => applies(subgraph, type));
  const fields = asTold(permitted.conditional, subgraph, (field) => applies(subgraph, field.split('.')[0]!));
  const pseudonym = (id: string): string => pairwisePseudonym(parts.pseudonymSecret, subgraph, id);
  const { id, path, block } = caller.organisation;
  return {
    aud: subgraph,
    sub: pseudonym(caller.accountId),
    ...(caller.endUser === null ? {} : { act: pseudonym(caller.endUser) }),
    ...(caller.memberId !== null && isToldWhoAsks(subgraph, plan) ? { mem: caller.memberId } : {}),
    org: { id, path, block },
    fn: [...caller.functions].toSorted(),
    clr: caller.clearance,
    cmp: caller.compartments,
    zone: caller.zone,
    ...(caller.purpose === null ? {} : { pur: caller.purpose }),
    ...(caller.caseReference === null ? {} : { case: caller.caseReference }),
    pol: versions.policy,
    sch: versions.supergraph,
    now: caller.now,
    rows,
    ...(Object.keys(fields).length === 0 ? {} : { fields }),
    reg: parts.register.version,
    qs: compiled.queryHashes.get(subgraph) ?? [],
    txn,
  };
}

/**
 * Whether an agency is told which member the caller is: where it is asked for rows of which the caller's own record may be
 * one, and where it is asked for a change, of which it records the author. To others the caller stays a pseudonym.
 */
function isToldWhoAsks(subgraph: string, { permitted, compiled }: Plan): boolean {
  if (compiled.changedBy.has(subgraph)) return true;
  const mayBeOwn = (type: string): boolean =>
    permitted.policy.grants.get(type)?.some(({ rows }) => rows === 'self') === true;
  return [...permitted.rows.keys()].some((type) => compiled.judgesOf(type).has(subgraph) && mayBeOwn(type));
}

type Conditions = ReadonlyMap<string, RowCondition>;

type Told = Readonly<Record<string, RowCondition>>;

/** Conditions stand as long as what was permitted is remembered: one object each and agency, which the signer knows again. */
const told = new WeakMap<Conditions, Map<string, Told>>();

/** Those conditions that an agency applies: another's may name the caller's own record. */
function asTold(conditions: Conditions, subgraph: string, applies: (about: string) => boolean): Told {
  let bySubgraph = told.get(conditions);
  if (bySubgraph === undefined) told.set(conditions, (bySubgraph = new Map()));
  let object = bySubgraph.get(subgraph);
  if (object === undefined) {
    object = Object.freeze(Object.fromEntries([...conditions].filter(([about]) => applies(about))));
    bySubgraph.set(subgraph, object);
  }
  return object;
}
