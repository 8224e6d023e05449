import { FORMATS, ofLog } from './formats.js';
import type { Shown } from './records.js';

/** What the log shows to be missing, as the auditors' endpoint tells it. */
export interface Gaps {
  /** Name of the log that was looked at. */
  readonly origin: string;
  readonly intents: readonly Shown[];
  /** Null for an auditor of one line, who is not told of them. */
  readonly silences:
    | readonly {
        readonly from: string;
        readonly to: string;
        readonly announced: boolean;
        readonly index: number;
      }[]
    | null;
  readonly from: number;
  readonly to: number;
  readonly since: string | null;
  readonly all: boolean;
  readonly size: number;
  readonly indexed: number;
  readonly indexProblem: string | null;
  readonly witnessed: boolean;
}

/** What was found to be missing, in sentences. Of what this auditor is not told nothing is affirmed. */
export function gapsAsText({
  origin,
  intents,
  silences,
  from,
  to,
  since,
  all,
  size,
  indexed,
  indexProblem,
  witnessed,
}: Gaps): string {
  const ofLine = silences === null ? ' of your line' : '';
  const lone = FORMATS.table({
    searched: { origin, size, indexed, distrusted: [] },
    forged: [],
    all: true,
    unknown: null,
    erased: null,
    begins: null,
    records: intents,
  });
  const quiet = silences?.map(
    (one) =>
      `Silent from ${one.from} to ${one.to}${one.announced ? ', as it had said' : ''}${one.to < one.from ? ', for a time that is not known: its clock was set back' : ''} (leaf ${one.index}).`,
  ) ?? ['Silences of the node are not told to an auditor of one line.'];
  const open =
    intents.length === 0
      ? []
      : [
          `Intents${ofLine} without an outcome, so that it is not known whether anything was disclosed:
${lone.split('\n\n')[0]}`,
        ];
  const seen =
    from === to ? 'No leaf was looked at.' : `Leaves of the period, from ${from} to ${to - 1}, were looked at.`;
  const lines = [
    ...(since === null ? ['The log holds nothing of this period.'] : []),
    ...(all || since === null ? [] : [`Looked at from ${since} on only: the log may hold more of this period.`]),
    ...(open.length > 0 || since === null ? open : [`Every intent${ofLine} has its outcome.`]),
    ...(quiet.length > 0 || since === null ? quiet : ['The node gave signs of life throughout.']),
    `${seen} The index holds ${indexed} of ${size}.`,
    ...(indexProblem === null ? [] : [`The index is not as it should be: ${indexProblem}.`]),
    ...(witnessed ? [] : ['The witnesses of this log do not answer.']),
    ofLog(origin),
  ];
  return `${lines.join('\n')}\n`;
}
