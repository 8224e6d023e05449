import type { Command } from 'commander';
import { askAuditors } from '../../ask-gateway.js';
import { FORMATS } from '../../audit/formats.js';
import { periodOptions, type PeriodOptions } from '../../audit/question.js';
import { RECORD, type Shown } from '../../audit/records.js';
import { EXIT } from '../../exit.js';

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
  readonly since: string | null;
  readonly all: boolean;
  readonly size: number;
  readonly indexed: number;
  readonly indexProblem: string | null;
  readonly witnessed: boolean;
}

const GAPS = `query Gaps($from: String, $to: String) {
  gaps(from: $from, to: $to) {
    intents { ${RECORD} } silences { from to announced index } from to since all size indexed indexProblem witnessed
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
      // What was asked about and not looked at is not affirmed.
      const isLookedAt = found.since !== null && (found.all || options.from === undefined);
      process.exitCode = isLookedAt ? EXIT.ok : EXIT.problem;
    });
};

function textOf({ intents, silences, from, to, since, all, size, indexed, indexProblem, witnessed }: Gaps): string {
  const lone = FORMATS.table({
    searched: { origin: '', size, indexed, distrusted: [] },
    forged: [],
    all: true,
    records: intents,
  });
  const quiet = silences.map(
    (one) =>
      `Silent from ${one.from} to ${one.to}${one.announced ? ', as it had said' : ''}${one.to < one.from ? ', for a time that is not known: its clock was set back' : ''} (leaf ${one.index}).`,
  );
  const open =
    intents.length === 0
      ? []
      : [
          `Intents without an outcome, so that it is not known whether anything was disclosed:
${lone.split('\n\n')[0]}`,
        ];
  const seen =
    from === to ? 'No leaf was looked at.' : `Leaves of the period, from ${from} to ${to - 1}, were looked at.`;
  const lines = [
    ...(since === null ? ['The log holds nothing of this period.'] : []),
    ...(all || since === null ? [] : [`Looked at from ${since} on only: the log may hold more of this period.`]),
    ...(open.length > 0 || since === null ? open : ['Every intent has its outcome.']),
    ...(quiet.length > 0 || since === null ? quiet : ['The node gave signs of life throughout.']),
    `${seen} The index holds ${indexed} of ${size}.`,
    ...(indexProblem === null ? [] : [`The index is not as it should be: ${indexProblem}.`]),
    ...(witnessed ? [] : ['The witnesses of this log do not answer.']),
  ];
  return `${lines.join('\n')}\n`;
}
