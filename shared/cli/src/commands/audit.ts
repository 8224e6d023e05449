import type { Command } from 'commander';
import { rebuild } from './audit/rebuild.js';

/** `agency-graph audit`: the auditor's questions, from a shell. */
export const audit = (program: Command): void => {
  const command = program
    .command('audit')
    .description('The auditor’s questions over the log of accesses, answered from verified records.');
  rebuild(command);
};
