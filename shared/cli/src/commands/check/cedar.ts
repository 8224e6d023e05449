import type { Problem } from '@agency-graph/composition';
import { relative, resolve } from 'node:path';
import { runProgram } from '../../start/gateway-program.js';

/** What keeps the Cedar policies of a folder from being served. Only the gateway knows Cedar: a program of its own is asked. */
export const cedarProblems = async (folder: string): Promise<readonly Problem[]> => {
  const found = JSON.parse(await runProgram('check-cedar', [resolve(folder)])) as readonly Found[];
  return found.map(({ file, line, column, says }) => ({
    code: 'CEDAR_NOT_WHOLE',
    severity: 'error',
    place: { file: relative('', file), line, column },
    says: `${says[0]!.toUpperCase()}${says.slice(1)}${/[.?!]$/.test(says) ? '' : '.'}`,
    fix: 'Mend the Cedar policy at this line; the last line of a file is `// end`.',
  }));
};

interface Found {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly says: string;
}
