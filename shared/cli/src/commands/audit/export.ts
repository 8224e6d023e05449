import type { Command } from 'commander';
import { askAuditors } from '../../ask-gateway.js';
import { fillWithEvidence, type EvidenceAnswer } from '../../audit/evidence-file.js';
import {
  askOf,
  BARE,
  KINDS,
  questionOptions,
  typeNotGiven,
  type Kind,
  type QuestionOptions,
} from '../../audit/question.js';
import { saidOf } from '../../audit/formats.js';
import { CommandFailure, wrongUsage } from '../../exit.js';
import { inNewFile } from '../../new-file.js';

interface Options extends QuestionOptions {
  readonly out: string;
  readonly json?: true;
}

interface Evidence extends EvidenceAnswer {
  readonly unknown: string | null;
  readonly erased: string | null;
}

const EXPORT = `mutation Export($ask: Ask!, $from: String, $to: String) {
  evidence: export(ask: $ask, from: $from, to: $to) { file records all unknown erased }
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
    .option('--json', 'what was written, as JSON')
    .action(async (kind: string, value: string | undefined, options: Options) => {
      if (!Object.hasOwn(KINDS, kind))
        throw wrongUsage(`No question "${kind}". There are: ${Object.keys(KINDS).join(', ')}.`);
      if (BARE.has(kind as Kind) && value !== undefined) throw wrongUsage(`"${kind}" is asked without a value.`);
      const ask = askOf(kind as Kind, value, options);
      const variables = { ask, from: options.from ?? null, to: options.to ?? null };
      const evidence = await inNewFile(options.out, async (fill) => {
        const answer = await askAuditors<{ readonly evidence: Evidence }>(options, EXPORT, variables);
        // Evidence of nothing proves nothing: whoever verifies it would be told that it failed.
        if (answer.evidence.records === 0) {
          const said = [
            'Nothing was found, so there is no evidence of it.',
            ...saidOf(answer.evidence),
            typeNotGiven(kind as Kind, options),
          ];
          throw new CommandFailure(said.filter(Boolean).join(' '));
        }
        const { unknown, erased } = answer.evidence;
        return { ...fillWithEvidence(options.out, answer.evidence, fill), unknown, erased };
      });
      if (options.json === true) {
        process.stdout.write(`${JSON.stringify(evidence, null, 2)}\n`);
        return;
      }
      const { found, records, all, sha256 } = evidence;
      const newest = all ? '' : ' There are more than one file takes: these are the newest; narrow the period.';
      const counted = `${found} records that were found, ${records} with those that they refer to`;
      const told = saidOf(evidence).map((one) => ` ${one}`);
      process.stdout.write(`${options.out}: ${counted}. SHA-256 ${sha256}.${newest}${told.join('')}\n`);
    });
};
