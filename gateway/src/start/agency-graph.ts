import { createContextSigner, createProver, keyOfJwk, type Zone } from '@agency-graph/contract';
import { resolve } from 'node:path';
import type { Logger } from 'pino';
import { aheadOfSystem, dayOf, steadyNow, steadyPolicyTime } from '../clock.js';
import type { ProcessConfig } from '../config.js';
import { checkRows } from '../execute/check-rows.js';
import { createAgencies } from '../execute/agencies.js';
import { signed } from '../execute/wire-headers.js';
import { createSubgraphClient, type SubgraphClient } from '../execute/subgraph-client.js';
import { servePages } from '../http/pages.js';
import { serveRules } from '../http/rules-page.js';
import type { DirectoryParts } from '../identity/authenticate.js';
import { createOwnSubgraph } from '../own/own.js';
import { current } from '../supergraph/reload.js';
import { serveStatus } from '../admin/admin-server.js';
import { Metrics } from '../admin/metrics.js';
import type { Running } from '../admin/running.js';
import { watching } from '../admin/watching.js';
import { createPersisted } from '../operation/persisted.js';
import { createVolume } from '../volume/volume.js';
import { openAgreements } from './agreements.js';
import { openAudit, placesOf } from './audit.js';
import { openCedar } from './cedar.js';
import { watchClock } from './clock-watch.js';
import { openBreakGlass } from './break-glass.js';
import { openErasure } from './erasure.js';
import { openDirectory } from './directory.js';
import { openInquiries } from './inquiry.js';
import { openPersisted } from './persisted.js';
import { openIssuers } from './issuers.js';
import { openKeys, type GatewayKeys } from './keys.js';
import { openPolicy } from './policy.js';
import { watchRegister } from './register-watch.js';
import type { LoadedGraph, ReachedSubgraph } from './load-graph.js';
import { watchLogs } from './log-watch.js';
import { serveGraph } from './served-graph.js';
import { CACHES, failures, logState, refusalReport, unwitnessed, type Wired } from './wired.js';
import { readWitnessPolicy } from './witnesses.js';

const PAGES = resolve(import.meta.dirname, '../../web/dist');

/** Puts together the gateway of a labelled graph: account directory, policy, signed wire. */
export async function wireAgencyGraph(process_: ProcessConfig, graph: LoadedGraph, log: Logger): Promise<Wired> {
  const { gateway } = graph;
  const witnesses = readWitnessPolicy(process_.witnessFile, gateway.profile);
  const keys = openKeys(process_.keysDirectory, { make: false });
  const directory = await openDirectory(process_, keys, log);
  const audit = await openAudit({ ...process_, witnesses }, log);
  const register = watchRegister(directory.behindRegister, audit, log);
  const clock = watchClock(aheadOfSystem, log);
  const metrics = new Metrics();
  const operations = openPersisted(process_, gateway.persisted);
  const persisted = createPersisted(() => operations.served);
  const policyNow = (): string => process_.policyClock ?? steadyPolicyTime();
  const served = await serveGraph({
    graph,
    policy: openPolicy(process_.policyDirectory),
    cedar: openCedar(null, audit, log),
    operations,
    open: openSigned(process_, keys, watching(metrics, log)),
    today: () => dayOf(policyNow()),
    log,
  });
  const { generations } = served;
  const failed = failures(log);
  const agreements = await openAgreements(
    directory,
    generations,
    { audit, places: placesOf(process_, 'accesses') },
    log,
    policyNow,
  );
  const desk = openBreakGlass(directory, generations, audit, policyNow, audit.account);
  const volume = createVolume({
    counts: directory.counts,
    key: keys.secret('volume tokens'),
    wallClock: steadyNow,
    checkRows,
  });
  const inquiry = await openInquiries(
    {
      process: process_,
      keys,
      directory,
      generations,
      agreements,
      audit,
      witnesses,
      policyNow,
      failed: failed.request,
    },
    log,
  );
  const logs = watchLogs(audit, [inquiry.auditors], log);
  const erasure = openErasure(directory, generations, [audit, inquiry.auditors], log);
  const agencies = createAgencies({
    clients: served.clients,
    own: createOwnSubgraph({
      desk,
      erasure: erasure.desk,
      accessesTo: inquiry.accessesTo,
      now: steadyNow,
    }),
    pseudonymSecret: keys.secret('pseudonyms'),
    register: directory.organisations,
    failed: failed.agency,
  });
  const issuers = openIssuers(gateway, process_, log);
  served.follow(agreements.reread);
  const identity = (zone: Zone): DirectoryParts => ({
    kind: 'directory',
    isPurpose: (purpose) => current(generations).rules.policy.purposes.has(purpose),
    issuers: issuers.trusted,
    scopeClaim: gateway.authorization.scopeClaim,
    accounts: directory.accounts,
    agreements,
    emergency: directory.breakGlass.inForce,
    organisations: directory.organisations,
    zone,
    policyNow,
    wallClock: steadyNow,
  });
  const running: Running = {
    metrics,
    caches: CACHES,
    agencies: () => agencies.states(current(generations).version),
    graph: served.state,
    audit: () => logState(audit),
    notReady: () =>
      logs.lacks() ??
      (clock.isAhead() ? 'clock' : null) ??
      directory.missing() ??
      (issuers.awaited() ? 'issuer keys' : null),
    degraded: () => [
      ...unwitnessed(audit, inquiry.auditors),
      ...(inquiry.auditors.broken === null ? [] : ['auditors’ log']),
      ...(inquiry.problem() === null ? [] : ['audit index']),
      ...(issuers.unreachable().length === 0 ? [] : ['issuer keys']),
      ...(register.lost() ? ['organisations register'] : []),
      ...(agreements.problems().length === 0 ? [] : ['sharing agreements']),
      ...served.state().refused.map(({ part }) => part),
    ],
  };
  return {
    inquiry: (zone) => (zone === 'INTERNET' ? null : inquiry.rooms(identity(zone))),
    rooms: (zone) => ({
      generations,
      persisted,
      audit,
      agencies,
      volume,
      identity: identity(zone),
      refusals: refusalReport(gateway.authorization, log),
      metrics,
      failed: failed.request,
    }),
    running,
    logBroken: logs.broken,
    keysDirectory: process_.keysDirectory,
    async pages(app, zone) {
      // What the rules are about is nothing that exists on the Internet.
      if (zone !== 'INTERNET') serveRules(app, () => current(generations).rules.policy, policyNow);
      if (gateway.profile !== 'development') return;
      await servePages(app, PAGES);
      serveStatus(app, running);
      const size = await directory.seededSize();
      if (size === null) return;
      // The synthetic world is large, and nothing to production.
      const { serveDevelopment } = await import('../http/development.js');
      serveDevelopment(app, process_.keysDirectory, size, policyNow, audit);
    },
    async close() {
      erasure.stop();
      register.stop();
      clock.stop();
      agreements.stop();
      await served.close();
      await agencies.close();
      logs.stop();
      await inquiry.close();
      await audit.close();
      await directory.close();
    },
  };
}

function openSigned({ node }: ProcessConfig, keys: GatewayKeys, asking: ReturnType<typeof watching>) {
  const signer = createContextSigner({ iss: node, signingKey: keys.signing });
  return ({ name, url, limits, publicKey }: ReachedSubgraph): SubgraphClient => {
    const subgraphKey = keyOfJwk(publicKey!, 'public');
    const prover = createProver({ iss: node, aud: name, agreementKey: keys.agreement, subgraphKey });
    return createSubgraphClient({ url, limits }, signed(signer, prover), asking(name));
  };
}
