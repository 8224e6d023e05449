import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { partFailure, startPart, waitUntilReady, type PartProcess } from './part-process.js';
import type { Part, PartName } from './parts.js';
import { waitForPort } from './wait-for-port.js';

/** A drain takes a gateway up to 30 s, by its own bound; an agency has nothing to drain for long. Milliseconds. */
const GATEWAY_PATIENCE_MS = 33_000;
const AGENCY_PATIENCE_MS = 10_000;
const HURRY_MS = 200;

/** A part that is to run, and with what. */
export interface PartRun {
  readonly part: Part;
  readonly port: number;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What it needs before it can serve, besides its database: a sentence. */
  readonly needs: string | undefined;
}

/** The parts that run. */
export interface RunningParts {
  /** Starts those parts together and resolves when each can serve. */
  start(runs: readonly PartRun[]): Promise<void>;
  /** Rejects when a part ends by itself, with its last lines. */
  readonly crashed: Promise<never>;
  /** Stops the gateway, then the agencies. With `hurry` aborted nobody is waited for. */
  stop(hurry: AbortSignal): Promise<void>;
}

/** Keeps the parts of one run. Their output goes to `<logs>/<part>.log`. */
export const createRunningParts = (logs: string): RunningParts => {
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const running = new Map<PartName, PartProcess>();
  let stopping = false;
  let crash: (error: Error) => void = () => {};
  const crashed = new Promise<never>((_, reject) => (crash = reject));
  crashed.catch(() => {});
  const startOne = async ({ part, port, args, env, needs }: PartRun): Promise<void> => {
    await waitForPort(part, port);
    const logFile = join(logs, `${part.name}.log`);
    const child = startPart({ ...part, script: part.main, defaults: part.env, args: args ?? [], env, logFile });
    running.set(part.name, child);
    void child.ended.then((how) => {
      running.delete(part.name);
      if (!stopping) crash(partFailure(child, how, logFile));
    });
    await waitUntilReady(child, { url: `http://127.0.0.1:${port}${part.readyPath}`, needs }, logFile);
  };
  const stopThese = async (parts: readonly PartProcess[], patience: number, hurry: AbortSignal): Promise<void> => {
    const soft = Promise.all(parts.map((part) => part.stop(patience)));
    const force = (): void => void Promise.all(parts.map((part) => part.stop(HURRY_MS)));
    if (hurry.aborted) force();
    else hurry.addEventListener('abort', force, { once: true });
    await soft;
    hurry.removeEventListener('abort', force);
  };
  return {
    start: async (runs) => void (await Promise.race([Promise.all(runs.map(startOne)), crashed])),
    crashed,
    stop: async (hurry) => {
      stopping = true;
      const gateway = running.get('gateway');
      if (gateway !== undefined) await stopThese([gateway], GATEWAY_PATIENCE_MS, hurry);
      await stopThese([...running.values()], AGENCY_PATIENCE_MS, hurry);
    },
  };
};
