import type { Command } from 'commander';
import { askAuditors } from '../../ask-gateway.js';
import { FORMATS } from '../../audit/formats.js';
import { periodOptions, type PeriodOptions } from '../../audit/question.js';
import { RECORD, type Shown } from '../../audit/records.js';

interface Gaps {
  readonly intents: readonly Shown[];
  readonly silences: readonly {
    readonly from: string;
    readonly to: string;
    readonly announced: boolean;
    readonly index: number;
  }[];
  readonly from: number;
  readonly to: number;
  readonly indexed: number;
  readonly indexProblem: string | null;
  readonly witnessed: boolean;
}

const GAPS = `query Gaps($from: String, $to: String) {
  gaps(from: $from, to: $to) {
    intents { ${RECORD} } silences { from to announced index } from to indexed indexProblem witnessed
  }
}`;

/** `agency-graph audit gaps`: what the log itself shows to be missing. */
export const gaps = (audit: Command): void => {
  periodOptions(
    audit
      .command('gaps')
      .description(
        'Finds what the log shows to be missing: intents without outcomes, silences, lag of index and witnesses.',
      ),
  )
    .option('--json', 'as JSON')
    .action(async (options: PeriodOptions & { readonly json?: true }) => {
      const { gaps: found } = await askAuditors<{ readonly gaps: Gaps }>(options, GAPS, {
        from: options.from ?? null,
        to: options.to ?? null,
      });
      process.stdout.write(options.json === true ? `${JSON.stringify(found, null, 2)}\n` : textOf(found));
    });
};

function textOf({ intents, silences, from, to, indexed, indexProblem, witnessed }: Gaps): string {
  const lone = FORMATS.table({
    searched: { origin: '', size: to, indexed, distrusted: [] },
    forged: [],
    all: true,
    records: intents,
  });
  const quiet = silences.map(
    (one) => `Silent from ${one.from} to ${one.to}${one.announced ? ', as it had said' : ''} (leaf ${one.index}).`,
  );
  const lines = [
    intents.length === 0
      ? 'Every intent has its outcome.'
      : `Intents without an outcome, so that it is not known whether anything was disclosed:\n${lone.split('\n\n')[0]}`,
    ...(quiet.length === 0 ? ['The node gave signs of life throughout.'] : quiet),
    `Leaves ${from} to ${to - 1} were looked at. The index holds ${indexed} of ${to}.`,
    ...(indexProblem === null ? [] : [`The index is not as it should be: ${indexProblem}.`]),
    ...(witnessed ? [] : ['The witnesses of this log do not answer.']),
  ];
  return `${lines.join('\n')}\n`;
}
