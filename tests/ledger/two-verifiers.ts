import { isDeepStrictEqual } from 'node:util';
import { makeEvidence, parseTrust, verifyEvidence, type Verified, type VerifiedLeaf } from '@agency-graph/ledger';
import { disclosureOf, log, partsOf, POLICY, recordAt, shown, TRUST, withheld } from './log-under-test.js';
import { mutate, randomOf } from './mutations.js';
import { startPythonVerifier } from './python-verifier.js';

/** What a run over mutated evidence found. */
export interface Agreement {
  readonly files: number;
  /** How often each verdict, with its reason, was given. */
  readonly verdicts: Readonly<Record<string, number>>;
  /** Files on which the two verifiers differ, or which show what the log does not hold. */
  readonly wrong: readonly string[];
}

/** Changes evidence `count` times and asks both verifiers; their verdicts must be one, and nothing untrue be shown. */
export async function compareVerifiers(count: number, seed: number): Promise<Agreement> {
  const random = randomOf(seed);
  const python = startPythonVerifier();
  const trust = parseTrust(TRUST, POLICY);
  const files = [
    makeEvidence(partsOf()),
    makeEvidence(partsOf({ leaves: [shown(3), withheld(6), shown(12)], disclosures: [disclosureOf(3)] })),
    makeEvidence(
      partsOf({
        certificates: partsOf().certificates.slice(0, 2),
        handovers: partsOf().handovers.slice(0, 2),
        checkpoints: partsOf().checkpoints.slice(0, 3),
        leaves: [shown(3)],
        disclosures: [],
      }),
    ),
  ];
  const verdicts: Record<string, number> = {};
  const wrong: string[] = [];
  for (let at = 0; at < count; at += 1) {
    let file = files[at % files.length]!;
    for (let times = 1 + random(2); times > 0; times -= 1) file = mutate(file, random);
    const ours = verifyEvidence(file, trust);
    const theirs = await python.verify(file, TRUST, POLICY);
    const name = [ours.verdict.verdict, ours.verdict.reason ?? ''].join(' ').trim();
    verdicts[name] = (verdicts[name] ?? 0) + 1;
    if (!isDeepStrictEqual(theirs, JSON.parse(JSON.stringify(ours.verdict)))) {
      wrong.push(`${JSON.stringify(ours.verdict)} ≠ ${JSON.stringify(theirs)}: ${file.toString('base64')}`);
    } else if (!ours.leaves.every((leaf) => isTrue(leaf)))
      wrong.push(`untrue: ${describe(ours)} ${file.toString('base64')}`);
  }
  python.close();
  return { files: count, verdicts, wrong };
}

/** Whether the log holds what is shown. */
function isTrue(leaf: VerifiedLeaf): boolean {
  if (leaf.kind === 'withheld') return leaf.index < log.entries.length;
  const opened = leaf.disclosed.size === 0 || leaf.disclosed.get('case') === `17/${leaf.index}`;
  return opened && leaf.disclosed.size <= 1 && isDeepStrictEqual(leaf.record, recordAt(leaf.index));
}

const describe = ({ verdict, leaves }: Verified): string => JSON.stringify({ verdict, leaves });
