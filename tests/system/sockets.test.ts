import { beforeAll, expect, inject, test } from 'vitest';
import { startSystem, type System } from './support/system.js';
import type { SocketReport } from './support/watch-sockets.js';

let system: System;
beforeAll(async () => {
  system = await startSystem({ size: 'tiny' });
});

const report = async (): Promise<SocketReport> =>
  (await (await fetch(`http://127.0.0.1:${inject('systemDoor')}/sockets`)).json()) as SocketReport;

test('from its first moment on, no process of the system has a socket to or from anywhere but this machine', async () => {
  await Promise.all(
    ['P1', 'P2', 'P7'].map((persona) =>
      system.ask(persona, '{ tasks(first: 20) { nodes { title leadOrg { name } basis { symbol } } } }'),
    ),
  );
  const { processes, looks, atHome, strangers } = await report();
  expect(strangers).toEqual([]);
  // That it was looked at all: every part, the loads before them, and the database.
  const names = processes.map((one) => one.replace(/ \(\d+\)$/, ''));
  const parts = ['organisations', 'members', 'tasks', 'documents', 'gateway'];
  expect(names).toEqual(expect.arrayContaining(parts.map((part) => `${part} main`)));
  expect(names.filter((name) => name.endsWith(' seed')).length).toBeGreaterThanOrEqual(4);
  expect(names).toContain('postgres');
  expect(looks).toBeGreaterThan(20);
  // Five listeners, and the gateway's connections to four agencies.
  expect(atHome).toBeGreaterThanOrEqual(9);
});
