import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { launchSystem, type StartedSystem } from './start-system.js';
import { watchSockets, type SocketWatch } from './watch-sockets.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Port at which test files ask for the system that they share. */
    readonly systemDoor: number;
  }
}

/**
 * One system for all files of this folder in one run. It is started when the first of them asks, so that a run of
 * other tests does not pay for it, and stopped when the run ends. Its sockets are watched from its first moment on.
 */
export default async function shareSystem(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<StartedSystem> | undefined;
  let watch: SocketWatch | undefined;
  const start = async (): Promise<StartedSystem> => {
    const system = await launchSystem({ size: 'tiny' });
    watch = watchSockets(system);
    try {
      await system.ready;
    } catch (error) {
      watch.stop();
      throw error;
    }
    return system;
  };
  const door = createServer((request, response) => {
    void (async () => {
      const { ports, data, pid } = await (started ??= start());
      const body = request.url === '/sockets' ? watch?.report() : { ports, data, pid };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    })().catch((error: unknown) => response.writeHead(500).end(String(error)));
  }).listen(0, '127.0.0.1');
  await once(door, 'listening');
  project.provide('systemDoor', (door.address() as AddressInfo).port);
  return async () => {
    door.close();
    door.closeAllConnections();
    watch?.stop();
    await (await started?.catch(() => undefined))?.stop();
  };
}
