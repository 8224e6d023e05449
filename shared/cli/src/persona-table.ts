import type { Persona } from '@agency-graph/world';
import { textTable } from './text-table.js';

const HEAD = ['Persona', 'Name', 'Zone', 'Purpose', 'What for'] as const;

const cells = ({ code, name, zone, hardwareKey, defaultPurpose, says }: Persona): readonly string[] => [
  code,
  name,
  hardwareKey ? `${zone} + key` : zone,
  defaultPurpose ?? '-',
  says,
];

/** The personas as columns. */
export const personaTable = (personas: readonly Persona[]): string => textTable([HEAD, ...personas.map(cells)]);
