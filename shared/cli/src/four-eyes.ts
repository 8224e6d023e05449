import { printable } from '@agency-graph/ledger';
import { CommandFailure } from './exit.js';

/** What a gateway answers to a step of what one person asks and another approves, beside what it is about. */
export interface FourEyesStep {
  readonly done: boolean;
  readonly because: string | null;
  readonly says: string | null;
}

/** How what came of a command is printed: as a line each, or as the gateway answered it. */
export interface Printed {
  readonly json?: true;
}

/** Prints what was done, `about` what, as a line or several. Throws a `CommandFailure` with the reason where it was refused. */
export function printStep<Shown>(
  { json }: Printed,
  step: FourEyesStep,
  about: Shown | null,
  linesOf: (one: Shown) => string | readonly string[],
): void {
  if (json) print(JSON.stringify(step, null, 2));
  if (!step.done || about === null) throw new CommandFailure(`${step.because}: ${step.says}`);
  if (!json) print([linesOf(about)].flat().map(printable).join('\n'));
}

export function printList<Shown>({ json }: Printed, all: readonly Shown[], lineOf: (one: Shown) => string): void {
  // attacker-controlled: who asks writes what who approves reads.
  const lines = all.map((one) => printable(lineOf(one)));
  print(json ? JSON.stringify(all, null, 2) : lines.join('\n') || 'There is none.');
}

/** Ids as people write them: with or without a space after each comma. */
export const idsIn = (text: string): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

const print = (text: string): void => void process.stdout.write(`${text}\n`);
