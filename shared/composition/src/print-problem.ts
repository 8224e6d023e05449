import type { Problem } from './problem.js';

/** One problem as text, three lines: where and what kind, what is wrong, what to do. */
export const printProblem = ({ code, severity, subgraph, coordinate, place, says, fix }: Problem): string => {
  const where = place ? `${place.file}:${place.line}:${place.column}` : 'the whole graph';
  const whose = [subgraph, coordinate].filter((each) => each !== undefined).join(' ');
  return visible(`${where}  ${severity} ${code}${whose ? `  ${whose}` : ''}\n  ${says}\n  Fix: ${fix}`);
};

/** attacker-controlled: texts of a schema are quoted, and must not steer the terminal that shows them. */
const visible = (text: string): string => text.replace(/[^\P{C}\n\t]/gu, '\u{FFFD}');
