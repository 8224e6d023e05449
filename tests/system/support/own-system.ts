import { afterAll, beforeAll } from 'vitest';
import { launchSystem, type StartedSystem } from './start-system.js';
import { systemAt, type System } from './system.js';

/** A system of a test file's own, for what the others must not feel: started before its tests, stopped behind them. */
export function ownSystem(then: (system: System) => void | Promise<void>): void {
  let started: StartedSystem | undefined;
  beforeAll(async () => {
    started = await launchSystem({ size: 'tiny' });
    await started.ready;
    await then(systemAt(started, 'tiny'));
  });
  afterAll(() => started?.stop());
}
