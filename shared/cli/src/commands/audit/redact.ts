import { Malformed, redactEvidence, type Redacted } from '@agency-graph/ledger';
import { InvalidArgumentError, type Command } from 'commander';
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CommandFailure, wrongUsage } from '../../exit.js';
import { idsIn } from '../../four-eyes.js';
import { inNewFile } from '../../new-file.js';

interface Options {
  readonly withhold: ReadonlySet<number>;
  readonly out: string;
}

/** `agency-graph audit redact`: evidence to be handed on, without what is not the reader's. It asks no gateway. */
export const redact = (audit: Command): void => {
  audit
    .command('redact')
    .description(
      'Withholds accesses of evidence that is to be handed on: with a record all others of its transaction and its parts, ' +
        'and definitions that nothing refers to any more. What is left still verifies, offline.',
    )
    .argument('<evidence>', 'the evidence, as "export" wrote it; it stays as it is')
    .requiredOption('--withhold <indexes>', 'the records, by their index: 34,37', indexesIn)
    .requiredOption('--out <file>', 'the file to write, e.g. redacted.tar; must not exist')
    .action(async (evidence: string, { withhold, out }: Options) => {
      const { file, withheld } = await inNewFile(out, (fill) => {
        const redacted = redacting(evidence, withhold);
        fill(redacted.file);
        return redacted;
      });
      const sha256 = hash('sha256', file);
      process.stdout.write(`${out}: ${withheld.join(', ')} withheld, by hash alone. SHA-256 ${sha256}.\n`);
    });
};

function redacting(evidence: string, withhold: ReadonlySet<number>): Redacted {
  try {
    return redactEvidence(readFileSync(evidence), withhold);
  } catch (error) {
    if (error instanceof RangeError) throw wrongUsage(`${evidence}: ${error.message}`);
    if (error instanceof Malformed) throw new CommandFailure(`${evidence} is no evidence: ${error.message}.`);
    throw error;
  }
}

function indexesIn(text: string): ReadonlySet<number> {
  const indexes = idsIn(text);
  if (indexes.length === 0 || !indexes.every((index) => /^\d{1,15}$/.test(index)))
    throw new InvalidArgumentError('Say indexes of records, like 34,37.');
  return new Set(indexes.map(Number));
}
