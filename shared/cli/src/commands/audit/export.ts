import type { Command } from 'commander';
import { askAuditors } from '../../ask-gateway.js';
import {
  askOf,
  BARE,
  KINDS,
  questionOptions,
  typeNotGiven,
  type Kind,
  type QuestionOptions,
} from '../../audit/question.js';
import { CommandFailure, wrongUsage } from '../../exit.js';
import { inNewFile } from '../../new-file.js';

interface Options extends QuestionOptions {
  readonly out: string;
}

interface Evidence {
  readonly file: string;
  readonly sha256: string;
  readonly records: number;
  readonly all: boolean;
  readonly unknown: string | null;
}

const EXPORT = `mutation Export($ask: Ask!, $from: String, $to: String) {
  evidence: export(ask: $ask, from: $from, to: $to) { file sha256 records all unknown }
}`;

/** `agency-graph audit export`: the evidence of what a question finds, in one file. */
export const exportEvidence = (audit: Command): void => {
  questionOptions(
    audit
      .command('export')
      .description('Writes the evidence of what a question finds: one file that anybody can verify offline.')
      .argument('<kind>', Object.keys(KINDS).join(', '))
      .argument('[value]', 'what is asked by, as for the command of that kind'),
  )
    .requiredOption('--out <file>', 'the file to write, e.g. evidence.tar; must not exist')
    .action(async (kind: string, value: string | undefined, options: Options) => {
      if (!Object.hasOwn(KINDS, kind))
        throw wrongUsage(`No question "${kind}". There are: ${Object.keys(KINDS).join(', ')}.`);
      if (BARE.has(kind as Kind) && value !== undefined) throw wrongUsage(`"${kind}" is asked without a value.`);
      const ask = askOf(kind as Kind, value, options);
      const variables = { ask, from: options.from ?? null, to: options.to ?? null };
      const evidence = await inNewFile(options.out, async (fill) => {
        const answer = await askAuditors<{ readonly evidence: Evidence }>(options, EXPORT, variables);
        // Evidence of nothing proves nothing: whoever verifies it would be told that it failed.
        const { file, records, unknown } = answer.evidence;
        if (records === 0) {
          const said = [
            'Nothing was found, so there is no evidence of it.',
            unknown,
            typeNotGiven(kind as Kind, options),
          ];
          throw new CommandFailure(said.filter(Boolean).join(' '));
        }
        fill(Buffer.from(file, 'base64'));
        return answer.evidence;
      });
      const newest = evidence.all
        ? ''
        : ' There are more than one file takes: these are the newest; narrow the period.';
      process.stdout.write(`${options.out}: ${evidence.records} records, SHA-256 ${evidence.sha256}.${newest}\n`);
    });
};
