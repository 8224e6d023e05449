import { CommandFailure } from '../exit.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What asks a run to end: a signal. */
export interface Stopping {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Resolves with the name of the first signal. */
  readonly asked: Promise<NodeJS.Signals>;
  /** Aborted by the second: somebody is impatient. */
  readonly hurry: AbortSignal;
  /** Throws if a signal has come. */
  check(): void;
  close(): void;
}

/** A run that was ended before it had started. */
export class Interrupted extends CommandFailure {}

/** Listens to Ctrl-C and its like until closed. */
export const listenForStop = (): Stopping => {
  const first = new AbortController();
  const second = new AbortController();
  let tell: (signal: NodeJS.Signals) => void = () => {};
  const asked = new Promise<NodeJS.Signals>((resolve) => (tell = resolve));
  const heard = (signal: NodeJS.Signals): void => {
    if (first.signal.aborted) second.abort();
    first.abort();
    tell(signal);
  };
  for (const signal of SIGNALS) process.on(signal, heard);
  return {
    signal: first.signal,
    asked,
    hurry: second.signal,
    check: () => {
      if (first.signal.aborted) throw new Interrupted('Interrupted while starting.');
    },
    close: () => {
      for (const signal of SIGNALS) process.off(signal, heard);
    },
  };
};
