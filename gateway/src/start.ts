import type { Profile } from '@agency-graph/composition';
import { pino } from 'pino';
import type { Running } from './admin/running.js';
import { refuseSetClock, UsageError, type ProcessConfig } from './config.js';
import { answer, turnAway } from './gateway.js';
import { inquire } from './inquire.js';
import { recordCutShort } from './http/deliver.js';
import { createServer } from './http/server.js';
import { openAdmin } from './start/admin.js';
import { wireAgencyGraph } from './start/agency-graph.js';
import { warnOfKeyFiles } from './start/keys.js';
import { loadGraph } from './start/load-graph.js';
import { wirePlainGraph } from './start/plain-graph.js';
import { createStopping } from './stop.js';

/** Between not being ready and closing the doors; a load balancer needs to notice. Milliseconds. */
const GRACE = { production: 5_000, development: 250, conformance: 250 } as const;

/** Starts a gateway process: everything is loaded and verified before it listens. Stops on SIGTERM and SIGINT. */
export async function start(process_: ProcessConfig): Promise<void> {
  const log = pino({ name: 'gateway' });
  if (process_.profile !== null) refuseMisuse(process_.profile, process_);
  const graph = await loadGraph();
  const { profile, listen } = graph.gateway;
  refuseMisuse(profile, process_);

  const wire = profile === 'conformance' ? wirePlainGraph : wireAgencyGraph;
  const wired = await wire(process_, graph, log);
  const { running } = wired;
  warnOfKeyFiles(profile, wired.keysDirectory, log);

  const stopping = createStopping();
  const admin = await openAdmin(process_, graph.gateway, wired.keysDirectory, running, log);
  const doors = await Promise.all(
    listen.map(async ({ host, port, zone }, index) => {
      const rooms = wired.rooms(zone);
      const inquiry = wired.inquiry(zone);
      const app = createServer({
        answer: (received) => answer(received, rooms),
        inquire: inquiry === null ? undefined : (received) => inquire(received, inquiry),
        turnAway: (refusal, received) => turnAway(refusal, received, rooms),
        cutShort: recordCutShort(rooms.audit),
        notReady: () => (stopping.begun() ? 'stopping' : running.notReady()),
        degraded: running.degraded,
        serving: () => servedVersions(running),
        stopping: stopping.begun,
      });
      await wired.pages(app, zone);
      const url = await app.listen({ host: oneAddress(host), port: index === 0 ? (process_.port ?? port) : port });
      return { app, url, zone };
    }),
  );
  const close = async (): Promise<void> => {
    await wired.close();
    await admin?.close();
  };
  const servers = doors.map(({ app }) => app);
  stopping.listen({ servers, grace: GRACE[profile], log, close, broken: wired.logBroken }, process_.supervised);
  // Said when a signal stops it as it should.
  for (const { url, zone } of doors)
    log.info({ url, zone, profile, policyClock: process_.policyClock ?? 'wall clock' }, 'listening');
}

/** For a name of two addresses Fastify makes two servers, of which one alone is told of connections as the door is. */
const oneAddress = (host: string): string => (host === 'localhost' ? '127.0.0.1' : host);

function servedVersions({ graph }: Running): Readonly<Record<string, string>> {
  const { supergraph, policy, since } = graph();
  return { supergraph, policy, since: new Date(since).toISOString() };
}

/** What is for one profile only must not reach another by an oversight. */
function refuseMisuse(profile: Profile, process_: ProcessConfig): void {
  refuseSetClock(profile, process_);
  const { tokens, cedarFolder } = process_;
  if (profile !== 'conformance' && [...Object.values(tokens), cedarFolder].some((one) => one !== null))
    throw new UsageError(
      '--jwks, --issuer, --audience and --cedar are for --profile conformance: otherwise the files of the checkout say it.',
    );
}
