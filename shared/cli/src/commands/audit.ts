import type { Command } from 'commander';
import { approve } from './audit/approve.js';
import { ask } from './audit/ask.js';
import { breakLog } from './audit/break.js';
import { exportEvidence } from './audit/export.js';
import { gaps } from './audit/gaps.js';
import { open } from './audit/open.js';
import { rebuild } from './audit/rebuild.js';
import { redact } from './audit/redact.js';
import { reports } from './audit/reports.js';
import { tokens } from './audit/tokens.js';

const AFTER = `
Example:
  agency-graph audit subject M-000123 --as P12 --case INS-2026-014 --from 2026-03-01 --to 2026-03-31
  agency-graph audit denials --as P15 --json
  agency-graph audit export subject M-000123 --as P12 --case INS-2026-014 --out evidence.tar

Days are those of Vietnam by the wall clock, as records have it, also where the rules of a demonstration stand at another.
Every question is recorded in the auditors' own log before it is answered: agency-graph audit reads.
Exit codes: 0 answered, 1 refused (the reason is said) or no gateway answers, 2 the command was called wrongly.
"gaps" gives 1 too where it did not look at all of the period, and "export" and "tokens" where nothing was found.`;

/** `agency-graph audit`: the auditor's questions, from a shell. */
export const audit = (program: Command): void => {
  const command = program
    .command('audit')
    .description('The auditor’s questions over the log of accesses, answered from verified records.')
    .addHelpText('after', AFTER);
  ask(command);
  reports(command);
  gaps(command);
  approve(command);
  open(command);
  exportEvidence(command);
  tokens(command);
  redact(command);
  rebuild(command);
  breakLog(command);
};
