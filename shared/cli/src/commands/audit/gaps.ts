import type { Command } from 'commander';
import { askAuditors } from '../../ask-gateway.js';
import { gapsAsText, type Gaps } from '../../audit/gaps.js';
import { periodOptions, type PeriodOptions } from '../../audit/question.js';
import { RECORD } from '../../audit/records.js';
import { EXIT } from '../../exit.js';

const GAPS = `query Gaps($from: String, $to: String) {
  gaps(from: $from, to: $to) {
    origin intents { ${RECORD} } silences { from to announced index } from to since all size indexed indexProblem witnessed
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
      process.stdout.write(options.json === true ? `${JSON.stringify(found, null, 2)}\n` : gapsAsText(found));
      // What was asked about and not looked at is not affirmed.
      const isLookedAt = found.since !== null && (found.all || options.from === undefined);
      process.exitCode = isLookedAt ? EXIT.ok : EXIT.problem;
    });
};
