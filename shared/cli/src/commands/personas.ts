import type { Command } from 'commander';
import { personaTable } from '../persona-table.js';
import { demonstrationWorld } from '../world.js';

/** `agency-graph personas`: the named accounts of the demonstration. */
export const personas = (program: Command): void => {
  program
    .command('personas')
    .description('The named accounts of the demonstration: who they are and what each is for.')
    .option('--json', 'as JSON')
    .action(({ json }: { readonly json?: boolean }) => {
      const all = demonstrationWorld().personas;
      process.stdout.write(json === true ? `${JSON.stringify(all, null, 2)}\n` : `${personaTable(all)}\n`);
    });
};
