import { InvalidArgumentError, type Command } from 'commander';
import { askAuditors, type Asker } from '../../ask-gateway.js';
import { fillWithEvidence, type EvidenceAnswer } from '../../audit/evidence-file.js';
import { caseOptions } from '../../audit/question.js';
import { CommandFailure } from '../../exit.js';
import { printStep, type FourEyesStep, type Printed } from '../../four-eyes.js';
import { inNewFile } from '../../new-file.js';
import { APPROVAL, lineOf, type Step } from './approve.js';

/** One sealed detail, and what came of opening it. */
interface Detail {
  readonly index: number;
  readonly path: string;
  readonly proven: boolean;
  /** Canonical JSON; null of what stays shut. */
  readonly value: string | null;
  readonly because: string | null;
  readonly says: string | null;
}

interface Opened extends FourEyesStep {
  readonly details: readonly Detail[];
}

interface OpenedEvidence extends FourEyesStep {
  readonly evidence: EvidenceAnswer | null;
}

type Options = Asker & Printed;

const REQUEST = `mutation Request($origin: String!, $index: Int!, $reason: String!) {
  step: requestOpening(origin: $origin, index: $index, reason: $reason) { done because says approval { ${APPROVAL} } }
}`;
const OPENED = `query Opened($id: ID!) {
  step: opened(id: $id) { done because says details { index path commitment proven value blind because says } }
}`;
const EXPORT = `mutation Export($id: ID!) {
  step: exportOpened(id: $id) { done because says evidence { file records all } }
}`;

/** `agency-graph audit open` and `opened`: what is sealed for a record, once another auditor has approved. */
export const open = (audit: Command): void => {
  caseOptions(
    audit.command('open').description('Asks another auditor to approve that what is sealed for a record be opened.'),
  )
    .argument('<origin>', 'name of the log')
    .argument('<index>', 'index of the record in it', indexOf)
    .requiredOption('--reason <text>', 'why, for who approves')
    .option('--json', 'print what the gateway answered')
    .action(async (origin: string, index: number, options: Options & { readonly reason: string }) => {
      const variables = { origin, index, reason: options.reason };
      const { step } = await askAuditors<{ readonly step: Step }>(options, REQUEST, variables);
      printStep(options, step, step.approval, lineOf);
    });
  caseOptions(audit.command('opened').description('Shows what is sealed for a record, once that was approved.'))
    .argument('<id>', 'id of the request, AO-…')
    .option('--out <file>', 'write evidence of the record instead, with what was opened of it; must not exist')
    .option('--json', 'print what the gateway answered, or what was written')
    .action(async (id: string, { out, ...options }: Options & { readonly out?: string }) => {
      if (out !== undefined) return writeEvidence(id, out, options);
      const { step } = await askAuditors<{ readonly step: Opened }>(options, OPENED, { id });
      printStep(options, step, step.details, (details) => details.map(detailLine));
    });
};

async function writeEvidence(id: string, out: string, options: Options): Promise<void> {
  const written = await inNewFile(out, async (fill) => {
    const { step } = await askAuditors<{ readonly step: OpenedEvidence }>(options, EXPORT, { id });
    if (step.evidence === null) throw new CommandFailure(`${step.because}: ${step.says}`);
    return fillWithEvidence(out, step.evidence, fill);
  });
  const { records, sha256 } = written;
  const said = options.json
    ? JSON.stringify(written, null, 2)
    : `${out}: ${records} records, with what was opened. SHA-256 ${sha256}.`;
  process.stdout.write(`${said}\n`);
}

const detailLine = ({ index, path, proven, value, because, says }: Detail): string =>
  `record ${index}  ${path}  ${proven ? `proven: ${value}` : `${because}: ${says}`}`;

function indexOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('The index of a record counts from 0.');
  return Number(text);
}
