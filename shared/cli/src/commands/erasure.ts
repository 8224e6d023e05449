import type { Command } from 'commander';
import { askGateway, type Asker } from '../ask-gateway.js';
import { askerOptions } from '../asker-options.js';
import { idsIn, printList, printStep, type FourEyesStep, type Printed } from '../four-eyes.js';

interface Shown {
  readonly id: string;
  readonly kind: 'SHRED' | 'HOLD' | 'LIFT';
  readonly of: string;
  readonly ids: readonly string[];
  readonly hold: string | null;
  readonly ground: string;
  readonly state: string;
  readonly askedBy: string;
  readonly askedAt: string;
  readonly approvedBy: string | null;
  readonly kept: readonly string[];
  readonly waiting: readonly string[];
  readonly keys: number | null;
  readonly logs: number;
  readonly unknown: string | null;
}

interface Step extends FourEyesStep {
  readonly erasure: Shown | null;
}

const FIELDS = 'id kind of ids hold ground state askedBy askedAt approvedBy kept waiting keys logs unknown';
const ANSWER = `{ done because says erasure { ${FIELDS} } }`;
const ask = (field: string): string => `mutation($of: String!, $ids: [ID!]!, $ground: String!) {
  step: ${field}(of: $of, ids: $ids, ground: $ground) ${ANSWER}
}`;
const SHRED = ask('requestShred');
const HOLD = ask('requestLegalHold');
const LIFT = `mutation($hold: ID!, $ground: String!) { step: requestLiftOfHold(hold: $hold, ground: $ground) ${ANSWER} }`;
const APPROVE = `mutation($id: ID!) { step: approveErasure(id: $id) ${ANSWER} }`;
const LIST = `{ erasures { ${FIELDS} } }`;

type Options = Asker & Printed;

type Whom = Options & {
  readonly of: string;
  readonly ids: readonly string[];
  readonly ground: string;
};

/** `agency-graph erasure`: subjects’ keys of the audit log are destroyed, or kept by law: one asks, another approves. */
export const erasure = (program: Command): void => {
  const command = program
    .command('erasure')
    .description('Erase subjects from the audit log, or hold that up by law: one person asks, another approves.')
    .addHelpText(
      'after',
      `
A shred destroys the keys by which the log names its subjects and seals what concerns them. No record changes, so every
proof and every bundle made before still verifies; nobody finds these subjects’ records by their ids any more, except what
was recorded under the ids themselves, before their type had a field of sensitive personal data: that stays. It is never
undone. Members are erased under their ids, and under what they were searched by:

  agency-graph erasure shred --as P2 --of Member --ids M-000123 --ground "Decree 13/2023, art. 16"
  agency-graph erasure shred --as P2 --of Member.nationalId --ids 001099000123 --ground "Decree 13/2023, art. 16"
  agency-graph erasure approve ER-… --as P1
  agency-graph erasure hold --as P1 --of Member --ids M-000400 --ground "Case 12/2026"
  agency-graph erasure lift ER-… --as P2 --ground "Case 12/2026 closed"

Besides types and fields there are "account", "end user" and "case". A type has the spelling of the graph: of one that it
does not have, the request says so. An approved shred says how many keys it destroyed, and in how many logs so far: each node has
two, and carries it out within seconds, or once it is up again.

Both persons must have a function in an organisation that answers for data.

Exit codes: 0 done, 1 refused (the reason is said) or no gateway answers, 2 the command was called wrongly.`,
    );
  const asked = (name: string, says: string): Command =>
    askerOptions(command.command(name).description(says)).option('--json', 'print what the gateway answered');
  const about = (name: string, says: string): Command =>
    asked(name, says)
      .requiredOption('--of <type>', 'whom: a type, or a field whose value the ids are, e.g. Member.nationalId')
      .requiredOption('--ids <ids>', 'their ids, separated by commas', idsIn)
      .requiredOption('--ground <reference>', 'the legal ground; it stays in the log');

  about('shred', 'Ask that keys be destroyed. Prints the id that the other person needs.').action((options: Whom) =>
    take(options, SHRED, whom(options)),
  );
  about('hold', 'Ask that keys must not be destroyed.').action((options: Whom) => take(options, HOLD, whom(options)));
  asked('lift', 'Ask that a hold be lifted.')
    .argument('<id>', 'id of the hold, ER-…')
    .requiredOption('--ground <reference>', 'the legal ground; it stays in the log')
    .action((hold: string, options: Options & { readonly ground: string }) =>
      take(options, LIFT, { hold, ground: options.ground }),
    );
  asked('approve', 'Approve what another person asked for.')
    .argument('<id>', 'id of the request, ER-…')
    .action((id: string, options: Options) => take(options, APPROVE, { id }));
  asked('list', 'All requests, the newest first.').action(async (options: Options) => {
    const { erasures } = await askGateway<{ readonly erasures: readonly Shown[] | null }>(options, LIST, {});
    printList(options, erasures ?? [], lineOf);
  });
};

const whom = ({ of, ids, ground }: Whom) => ({ of, ids, ground });

async function take(options: Options, query: string, variables: Readonly<Record<string, unknown>>): Promise<void> {
  const { step } = await askGateway<{ readonly step: Step }>(options, query, variables);
  printStep(options, step, step.erasure, lineOf);
}

function lineOf({
  id,
  kind,
  state,
  of,
  ids,
  hold,
  ground,
  askedBy,
  askedAt,
  approvedBy,
  kept,
  waiting,
  keys,
  logs,
  unknown,
}: Shown): string {
  const parts = [
    `${id}  ${kind}  ${state}  ${of} ${ids.join(',')}`,
    ...(hold === null ? [] : [`of ${hold}`]),
    `on "${ground}"`,
    `asked by ${askedBy} at ${askedAt}${approvedBy === null ? '' : `, approved by ${approvedBy}`}`,
    ...(kept.length === 0 ? [] : [`kept under a hold: ${kept.join(',')}`]),
    ...(waiting.length === 0 ? [] : [`waiting for the end of a hold: ${waiting.join(',')}`]),
    ...(keys === null ? [] : [`${counted(keys, 'key')} destroyed in ${counted(logs, 'log')} so far`]),
    ...(unknown === null ? [] : [unknown]),
  ];
  return parts.join('  ');
}

const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
