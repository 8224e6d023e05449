import { InvalidArgumentError, type Command } from 'commander';
import { askGateway, type Asker } from '../ask-gateway.js';
import { askerOptions } from '../asker-options.js';
import { idsIn, printList, printStep, type FourEyesStep, type Printed } from '../four-eyes.js';

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly incident: string;
  readonly reason: string;
  readonly type: string;
  readonly ids: readonly string[];
  readonly purpose: string;
  readonly minutes: number;
  readonly askedBy: string;
  readonly approvedBy: string | null;
  readonly endsAt: string | null;
  readonly lapsesAt: string;
  readonly stewardsTold: readonly string[];
}

interface Step extends FourEyesStep {
  readonly breakGlass: Shown | null;
}

const FIELDS = `id state incident reason type ids purpose minutes askedBy approvedBy endsAt lapsesAt stewardsTold`;
const ANSWER = `{ done because says breakGlass { ${FIELDS} } }`;

const REQUEST = `mutation($incident: String!, $reason: String!, $type: String!, $ids: [ID!]!, $minutes: Int!) {
  step: requestBreakGlass(incident: $incident, reason: $reason, type: $type, ids: $ids, minutes: $minutes) ${ANSWER}
}`;
const APPROVE = `mutation($id: ID!) { step: approveBreakGlass(id: $id) ${ANSWER} }`;
const END = `mutation($id: ID!) { step: endBreakGlass(id: $id) ${ANSWER} }`;
const LIST = `{ breakGlass { ${FIELDS} } }`;

type Options = Asker & Printed;

interface Wanted {
  readonly incident: string;
  readonly reason: string;
  readonly type: string;
  readonly ids: readonly string[];
  readonly minutes: number;
}

const minutesOf = (text: string): number => {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('Say 1 to 9999 minutes.');
  return Number(text);
};

/** `agency-graph break-glass`: wider access in an emergency, asked for by one person and approved by another. */
export const breakGlass = (program: Command): void => {
  const command = program
    .command('break-glass')
    .description(
      'Wider access to named records in an emergency: one person asks, another approves, the stewards are told.',
    )
    .addHelpText(
      'after',
      `
Example:
  agency-graph break-glass request --as P4 --incident INC-7 --reason "flood: next of kin" --type Member --ids M-000400 --minutes 30
  agency-graph break-glass approve BG-… --as P3
  agency-graph break-glass list --as P2

Exit codes: 0 done, 1 refused (the reason is said) or no gateway answers, 2 the command was called wrongly.`,
    );
  const asked = (name: string, says: string): Command =>
    askerOptions(command.command(name).description(says)).option('--json', 'print what the gateway answered');

  asked('request', 'Ask for it. Prints the id that the other person needs.')
    .requiredOption(
      '--incident <reference>',
      'reference of the incident; it stays in the audit log for good, so name nobody in it',
    )
    .requiredOption('--reason <text>', 'why the records are needed')
    .requiredOption('--type <type>', 'type of the records, e.g. Member')
    .requiredOption('--ids <ids>', 'their ids, separated by commas', idsIn)
    .requiredOption('--minutes <number>', 'how long, from the approval on', minutesOf)
    .action(async (options: Options & Wanted) => {
      const { incident, reason, type, ids, minutes } = options;
      await take(options, REQUEST, { incident, reason, type, ids, minutes });
    });
  asked('approve', 'Approve what another person asked for.')
    .argument('<id>', 'id of the request, BG-…')
    .action((id: string, options: Options) => take(options, APPROVE, { id }));
  asked('end', 'End it before its time.')
    .argument('<id>', 'id of the request, BG-…')
    .action((id: string, options: Options) => take(options, END, { id }));
  asked('list', 'What you asked for, approved, may approve or are told of as steward; in force first.').action(
    async (options: Options) => {
      const { breakGlass: all } = await askGateway<{ readonly breakGlass: readonly Shown[] }>(options, LIST, {});
      printList(options, all, lineOf);
    },
  );
};

async function take(options: Options, query: string, variables: Readonly<Record<string, unknown>>): Promise<void> {
  const { step } = await askGateway<{ readonly step: Step }>(options, query, variables);
  printStep(options, step, step.breakGlass, lineOf);
}

function lineOf(one: Shown): string {
  const until = one.endsAt === null ? `unless approved, lapses at ${one.lapsesAt}` : `until ${one.endsAt}`;
  const told = one.stewardsTold.length === 0 ? '' : `  told: ${one.stewardsTold.join(', ')}`;
  return `${one.id}  ${one.state}  ${one.incident}  ${one.type} ${one.ids.join(',')}  for ${one.purpose}, "${one.reason}"  ${until}  asked by ${one.askedBy}${one.approvedBy === null ? '' : `, approved by ${one.approvedBy}`}${told}`;
}
