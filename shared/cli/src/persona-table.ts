import type { Persona } from '@agency-graph/world';

const HEAD = ['Persona', 'Name', 'Zone', 'Purpose', 'What for'] as const;

const cells = ({ code, name, zone, hardwareKey, defaultPurpose, says }: Persona): readonly string[] => [
  code,
  name,
  hardwareKey ? `${zone} + key` : zone,
  defaultPurpose ?? '-',
  says,
];

/** The personas as columns. */
export const personaTable = (personas: readonly Persona[]): string => {
  const rows = [HEAD, ...personas.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
