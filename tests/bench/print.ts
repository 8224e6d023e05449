import type { BenchResult, BenchTable } from './bench.js';

/** A table in plain text: numbers to the right, words to the left. */
export function printTable({ title, head, rows }: BenchTable): string {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (isNumber(cell) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [title, '', line(head), rule, ...rows.map(line)].join('\n');
}

const isNumber = (cell: string): boolean => /^[-+]?[\d.,]+( ?(ms|µs|s|%|MB|×|\/s))?$/.test(cell);

/** The goals as a table of their own: wanted, measured, held or not. */
export function printGoals({ goals }: BenchResult): string {
  const rows = Object.entries(goals).map(([name, { goal, measured, ok }]) => [
    name,
    String(goal),
    String(measured),
    ok ? 'held' : 'MISSED',
  ]);
  return rows.length === 0 ? '' : printTable({ title: 'Goals', head: ['goal', 'wanted', 'measured', ''], rows });
}
