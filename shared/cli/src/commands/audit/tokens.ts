import { printable } from '@agency-graph/ledger';
import type { Command } from 'commander';
import { askAuditors } from '../../ask-gateway.js';
import { saidOf } from '../../audit/formats.js';
import { askOf, questionOptions, typeNotGiven, type QuestionOptions } from '../../audit/question.js';
import { CommandFailure, wrongUsage } from '../../exit.js';
import { inNewFile } from '../../new-file.js';

interface Options extends QuestionOptions {
  readonly out: string;
}

interface Disclosed {
  readonly origin: string;
  readonly tokens: readonly { readonly month: string; readonly token: string }[];
  readonly unknown: string | null;
  readonly erased: string | null;
}

/** Kinds of question that are about somebody, or something, with tokens. */
const KINDS = ['subject', 'sought', 'account', 'person', 'case'] as const;
type Kind = (typeof KINDS)[number];

const TOKENS = `query Tokens($ask: Ask!, $from: String, $to: String) {
  disclosed: tokens(ask: $ask, from: $from, to: $to) { origin tokens { month token } unknown erased }
}`;

/** `agency-graph audit tokens`: what a verifier needs to say that no other record of a log names somebody. */
export const tokens = (audit: Command): void => {
  questionOptions(
    audit
      .command('tokens')
      .description('Writes the blind tokens of whom a question is about: "verify <log> --complete" takes them.')
      .argument('<kind>', KINDS.join(', '))
      .argument('<value>', 'what is asked by, as for the command of that kind'),
  )
    .requiredOption('--out <file>', 'the file to write, e.g. tokens.txt; must not exist')
    .action(async (kind: string, value: string, options: Options) => {
      if (!isKind(kind)) throw wrongUsage(`No tokens are of "${kind}". There are those of: ${KINDS.join(', ')}.`);
      const variables = { ask: askOf(kind, value, options), from: options.from ?? null, to: options.to ?? null };
      const { months, said } = await inNewFile(options.out, async (fill) => {
        const { disclosed } = await askAuditors<{ readonly disclosed: Disclosed }>(options, TOKENS, variables);
        const said = saidOf(disclosed);
        if (disclosed.tokens.length === 0) {
          const why = ['The log has no tokens of it.', ...said, typeNotGiven(kind, options)];
          throw new CommandFailure(why.filter(Boolean).join(' '));
        }
        // Whoever verifies with them is to read it too: a verifier passes over such lines.
        const lines = [
          ...said.map((one) => `# ${printable(one)}`),
          ...disclosed.tokens.map(({ month, token }) => `${month} ${token}`),
        ];
        fill(`${lines.join('\n')}\n`);
        return { months: disclosed.tokens.map(({ month }) => month), said };
      });
      process.stdout.write(`${[`${options.out}: the tokens of ${months.join(', ')}.`, ...said].join(' ')}\n`);
    });
};

const isKind = (kind: string): kind is Kind => (KINDS as readonly string[]).includes(kind);
