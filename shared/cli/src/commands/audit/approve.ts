import type { Command } from 'commander';
import { askAuditors, type Asker } from '../../ask-gateway.js';
import { askerOptions } from '../../asker-options.js';
import { CommandFailure } from '../../exit.js';

interface Approval {
  readonly id: string;
  readonly caseReference: string;
  readonly askedBy: string;
  readonly askedOrganisation: string;
  readonly state: string;
  readonly lapsesAt: string;
  readonly approvedBy: string | null;
  readonly endsAt: string | null;
}

interface Options extends Asker {
  readonly json?: true;
}

const FIELDS = 'id caseReference askedBy askedOrganisation state lapsesAt approvedBy endsAt';
const APPROVE = `mutation Approve($id: ID!) { step: approve(id: $id) { done because says approval { ${FIELDS} } } }`;
const LIST = `{ approvals { ${FIELDS} } }`;

interface Step {
  readonly done: boolean;
  readonly because: string | null;
  readonly says: string | null;
  readonly approval: Approval | null;
}

/** `agency-graph audit approve` and `approvals`: the second pair of eyes. */
export const approve = (audit: Command): void => {
  askerOptions(
    audit.command('approve').description('Approves that another auditor asks about more persons under a case.'),
  )
    .argument('<id>', 'id of the request, AA-…')
    .option('--json', 'print what the gateway answered')
    .action(async (id: string, options: Options) => {
      const { step } = await askAuditors<{ readonly step: Step }>(options, APPROVE, { id });
      if (options.json === true) process.stdout.write(`${JSON.stringify(step, null, 2)}\n`);
      if (!step.done || step.approval === null) throw new CommandFailure(`${step.because}: ${step.says}`);
      if (options.json !== true) process.stdout.write(`${lineOf(step.approval)}\n`);
    });
  askerOptions(audit.command('approvals').description('Lists what auditors asked another one to approve.'))
    .option('--json', 'print what the gateway answered')
    .action(async (options: Options) => {
      const { approvals } = await askAuditors<{ readonly approvals: readonly Approval[] }>(options, LIST, {});
      const lines = approvals.map(lineOf).join('\n') || 'There is none.';
      process.stdout.write(options.json === true ? `${JSON.stringify(approvals, null, 2)}\n` : `${lines}\n`);
    });
};

const lineOf = (one: Approval): string =>
  `${one.id}  ${one.state}  ${one.caseReference}  asked by ${one.askedBy} of ${one.askedOrganisation}` +
  (one.approvedBy === null ? `, lapses at ${one.lapsesAt}` : `, approved by ${one.approvedBy} until ${one.endsAt}`);
