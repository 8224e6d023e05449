import { ALGORITHMS, refuseKeyUrl, type IssuerConfig } from '@agency-graph/composition';
import { dirname, join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { aheadOfSystem, dayOf, steadyNow, steadyPolicyTime } from '../clock.js';
import { UsageError, type ProcessConfig } from '../config.js';
import { createAgencies } from '../execute/agencies.js';
import { UNSIGNED } from '../execute/wire-headers.js';
import { createSubgraphClient } from '../execute/subgraph-client.js';
import { createFindKey } from '../identity/jwks.js';
import type { TrustedKeys } from '../identity/plain-token.js';
import { Metrics } from '../admin/metrics.js';
import type { Running } from '../admin/running.js';
import { watching } from '../admin/watching.js';
import { current } from '../supergraph/reload.js';
import { createPersisted } from '../operation/persisted.js';
import { UNCOUNTED } from '../volume/volume.js';
import { openAudit } from './audit.js';
import { openCedar } from './cedar.js';
import { watchClock } from './clock-watch.js';
import { openPersisted } from './persisted.js';
import { openKeys } from './keys.js';
import { NO_POLICY_FOLLOWED } from './policy.js';
import type { LoadedGraph } from './load-graph.js';
import { watchLogs } from './log-watch.js';
import type { Graph } from './read-graph.js';
import { serveGraph } from './served-graph.js';
import { CACHES, failures, logState, refusalReport, unwitnessed, type Wired } from './wired.js';
import { readWitnessPolicy } from './witnesses.js';

/**
 * Puts together the gateway of a plain federation graph (`profile: conformance`): what the standard access directives
 * ask is all that is asked, tokens alone say who the caller is, and everything is recorded as ever.
 */
export async function wirePlainGraph(process_: ProcessConfig, graph: LoadedGraph, log: Logger): Promise<Wired> {
  const { gateway } = graph;
  const witnesses = readWitnessPolicy(process_.witnessFile, gateway.profile);
  const data = dataDirectory(process_, graph);
  const keysDirectory = process_.keysElsewhere ? process_.keysDirectory : join(data, 'keys');
  const keys = openKeys(keysDirectory, { make: true });
  const trusted = trustedKeys(process_, gateway.issuers);
  if (trusted.length === 0)
    log.warn('no --jwks: no token is believed, and what asks for one, or for a scope, is refused to everybody');
  const audit = await openAudit({ dataDirectory: data, keysDirectory, node: process_.node, witnesses }, log);
  const logs = watchLogs(audit, [], log);
  const clock = watchClock(aheadOfSystem, log);
  const metrics = new Metrics();
  const asking = watching(metrics, log);
  const operations = openPersisted(process_, gateway.persisted);
  const persisted = createPersisted(() => operations.served);
  const served = await serveGraph({
    graph,
    policy: NO_POLICY_FOLLOWED,
    cedar: openCedar(process_.cedarFolder, audit, log),
    operations,
    open: ({ name, url, limits }) => createSubgraphClient({ url, limits }, UNSIGNED, asking(name)),
    today: () => dayOf(steadyPolicyTime()),
    log,
  });
  const failed = failures(log);
  const agencies = createAgencies({
    clients: served.clients,
    own: null,
    pseudonymSecret: keys.secret('pseudonyms'),
    register: NO_REGISTER,
    failed: failed.agency,
  });
  served.follow();
  const running: Running = {
    metrics,
    caches: CACHES,
    agencies: () => agencies.states(current(served.generations).version),
    graph: served.state,
    audit: () => logState(audit),
    notReady: () => logs.lacks() ?? (clock.isAhead() ? 'clock' : null),
    degraded: () => [...unwitnessed(audit), ...served.state().refused.map(({ part }) => part)],
  };
  return {
    inquiry: () => null,
    rooms: (zone) => ({
      generations: served.generations,
      persisted,
      audit,
      agencies,
      volume: UNCOUNTED,
      identity: {
        kind: 'tokens',
        trusted,
        scopeClaim: gateway.authorization.scopeClaim,
        required: gateway.authorization.requireAuthentication,
        zone,
        policyNow: steadyPolicyTime,
        wallClock: steadyNow,
      },
      refusals: refusalReport(gateway.authorization, log),
      metrics,
      failed: failed.request,
    }),
    running,
    logBroken: logs.broken,
    keysDirectory,
    async pages() {},
    async close() {
      clock.stop();
      await served.close();
      await agencies.close();
      logs.stop();
      await audit.close();
    },
  };
}

/** A plain graph has no organisations. */
const NO_REGISTER = { version: 0, stands: () => false } as const;

/** One log has one writer: gateways of one machine that were told no folder keep apart by their port. */
const dataDirectory = ({ dataElsewhere, dataDirectory: folder, port }: ProcessConfig, { gateway }: Graph): string =>
  dataElsewhere ? folder : join(folder, `conformance-${port ?? gateway.listen[0]!.port}`);

/** Whose tokens are believed: the keys named at start, else the issuers of `supergraph.yaml`. */
function trustedKeys({ tokens, supergraphFile }: ProcessConfig, issuers: readonly IssuerConfig[]): TrustedKeys[] {
  const beside = (file: string): string => resolve(dirname(supergraphFile), file);
  const { jwks, issuer, audience } = tokens;
  if (jwks === null) {
    if (issuer !== null || audience !== null) throw new UsageError('--issuer and --audience need --jwks.');
    return issuers.map((one) => ({
      issuer: one.issuer,
      audience: one.audience,
      algorithms: one.algorithms,
      findKey: createFindKey(one, beside),
    }));
  }
  const findKey = createFindKey({ jwks: jwksSource(jwks), unnamed: true }, (file) => resolve(file));
  return [{ issuer, audience, algorithms: ALGORITHMS, findKey }];
}

function jwksSource(jwks: string): IssuerConfig['jwks'] {
  if (!/^https?:/i.test(jwks)) return { kind: 'file', file: jwks };
  const reason = refuseKeyUrl(jwks);
  if (reason !== undefined) throw new UsageError(`--jwks cannot be fetched: ${reason}.`);
  return { kind: 'url', url: jwks };
}
