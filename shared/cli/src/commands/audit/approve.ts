import type { Command } from 'commander';
import { askAuditors, type Asker } from '../../ask-gateway.js';
import { askerOptions } from '../../asker-options.js';
import { printList, printStep, type FourEyesStep, type Printed } from '../../four-eyes.js';

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

type Options = Asker & Printed;

const FIELDS = 'id caseReference askedBy askedOrganisation state lapsesAt approvedBy endsAt';
const APPROVE = `mutation Approve($id: ID!) { step: approve(id: $id) { done because says approval { ${FIELDS} } } }`;
const LIST = `{ approvals { ${FIELDS} } }`;

interface Step extends FourEyesStep {
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
      printStep(options, step, step.approval, lineOf);
    });
  askerOptions(audit.command('approvals').description('Lists what auditors asked another one to approve.'))
    .option('--json', 'print what the gateway answered')
    .action(async (options: Options) => {
      const { approvals } = await askAuditors<{ readonly approvals: readonly Approval[] }>(options, LIST, {});
      printList(options, approvals, lineOf);
    });
};

const lineOf = (one: Approval): string =>
  `${one.id}  ${one.state}  ${one.caseReference}  asked by ${one.askedBy} of ${one.askedOrganisation}` +
  (one.approvedBy === null ? `, lapses at ${one.lapsesAt}` : `, approved by ${one.approvedBy} until ${one.endsAt}`);
