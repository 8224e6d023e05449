import { printable } from '@agency-graph/ledger';
import type { Command } from 'commander';
import { askAuditors, type Asker } from '../../ask-gateway.js';
import { askerOptions } from '../../asker-options.js';
import { printList, printStep, type FourEyesStep, type Printed } from '../../four-eyes.js';

export interface Approval {
  readonly id: string;
  readonly caseReference: string;
  /** The record of which the sealed details are to be opened; null where more persons are to be asked about. */
  readonly opens: { readonly origin: string; readonly index: number; readonly reason: string } | null;
  readonly askedBy: string;
  readonly askedOrganisation: string;
  readonly state: string;
  readonly lapsesAt: string;
  readonly approvedBy: string | null;
  readonly endsAt: string | null;
}

type Options = Asker & Printed;

/** What is asked for of an approval. */
export const APPROVAL =
  'id caseReference opens { origin index reason } askedBy askedOrganisation state lapsesAt approvedBy endsAt';
const APPROVE = `mutation Approve($id: ID!) { step: approve(id: $id) { done because says approval { ${APPROVAL} } } }`;
const LIST = `{ approvals { ${APPROVAL} } }`;

/** What came of a step towards one. */
export interface Step extends FourEyesStep {
  readonly approval: Approval | null;
}

/** `agency-graph audit approve` and `approvals`: the second pair of eyes. */
export const approve = (audit: Command): void => {
  askerOptions(
    audit
      .command('approve')
      .description('Approves that another auditor asks about more persons under a case, or opens what is sealed.'),
  )
    .argument('<id>', 'id of the request, AA-… or AO-…')
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

/** A line about one. */
export const lineOf = (one: Approval): string =>
  `${one.id}  ${one.state}  ${one.caseReference}  asked by ${one.askedBy} of ${one.askedOrganisation}` +
  (one.opens === null
    ? ''
    : ` to open record ${one.opens.index} of ${one.opens.origin}: ${printable(one.opens.reason)}`) +
  (one.approvedBy === null ? `, lapses at ${one.lapsesAt}` : `, approved by ${one.approvedBy} until ${one.endsAt}`);
