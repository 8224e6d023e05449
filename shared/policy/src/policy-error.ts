/** A place in a policy file at which something is wrong. */
export interface PolicyProblem {
  readonly file: string;
  readonly line: number;
  readonly says: string;
  /** How it is mended, where its place alone does not tell. */
  readonly fix?: string;
}

/** A file of the policy cannot be used; the message has a line `file:line: what` for each problem. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';

  constructor(
    readonly problems: readonly PolicyProblem[],
    what = 'The policy cannot be used',
  ) {
    super(`${what}:\n${problems.map(lineOf).join('\n')}`);
  }
}

const lineOf = ({ file, line, says, fix }: PolicyProblem): string =>
  `${file}:${line}: ${says}${fix === undefined ? '' : `. ${fix}`}`;
