import {
  commitment,
  cosign,
  createCompactRange,
  encodeEntry,
  formatNote,
  formatVerifierKey,
  rangeHash,
  signCertificate,
  signCheckpoint,
  signHandover,
  type CanonicalObject,
  type EvidenceLeaf,
  type EvidenceParts,
  type NoteSigner,
  type ReadNode,
} from '@agency-graph/ledger';
import { signerOf } from './keys.js';

export const ORIGIN = 'log.example/node-1';
export const ROOT = signerOf('log.example/node-1/root', 1);
export const WITNESSES = [signerOf('witness.example/w1', 11, 4), signerOf('witness.example/w2', 12, 4)] as const;
/** One key an epoch. */
export const EPOCH_KEYS = [signerOf(ORIGIN, 21), signerOf(ORIGIN, 22), signerOf(ORIGIN, 23)] as const;

/** What a reader trusts: the root and one of both witnesses is not enough for the policy, which wants both. */
export const TRUST = `# trusted\n${formatVerifierKey(ROOT.key)}\n`;
export const POLICY = [
  ...WITNESSES.map(({ key }, at) => `witness w${at + 1} ${formatVerifierKey(key)}`),
  'group both all w1 w2',
  'quorum both',
  '',
].join('\n');

/** 2026-03-15T02:00:00Z */
export const START = 1_773_540_000;
/** Month tokens of two subjects, as they stand in records. */
export const SUBJECTS = ['SubjectOneAAAAAAAAAAAA', 'SubjectTwoAAAAAAAAAAAA'] as const;

const BLIND = Buffer.alloc(32, 9);

/** Record `at` of the log: about one of both subjects, its case sealed. */
export const recordAt = (at: number): CanonicalObject => ({
  access: [{ n: 1, records: [SUBJECTS[at % 3 === 0 ? 0 : 1]], type: 'Member' }],
  at: `2026-03-15T02:00:${String(at % 60).padStart(2, '0')}.000000Z`,
  nonce: Buffer.alloc(16, at).toString('base64url'),
  sealed: { case: commitment('case', `17/${at}`, BLIND).toString('base64url') },
  type: 'outcome',
  what: `Hồ sơ "${at}"`,
});

export interface LogUnderTest {
  readonly node: ReadNode;
  readonly entries: readonly Buffer[];
  rootAt(size: number): Buffer;
  /** A checkpoint under a key, co-signed by these witnesses at a time. */
  checkpoint(size: number, signer?: NoteSigner, cosigners?: readonly NoteSigner[], time?: number): string;
}

export function logOf(records: readonly CanonicalObject[]): LogUnderTest {
  const levels: Buffer[][] = [];
  const range = createCompactRange();
  const entries = records.map(encodeEntry);
  for (const { leaf } of entries) range.append(leaf, (level, index, hash) => ((levels[level] ??= [])[index] = hash));
  const node: ReadNode = (level, index) => levels[level]![index]!;
  const rootAt = (size: number): Buffer => rangeHash(0, size, node);
  return {
    node,
    entries: entries.map(({ bytes }) => bytes),
    rootAt,
    checkpoint(size, signer = EPOCH_KEYS[0], cosigners = WITNESSES, time = START + size) {
      const note = signCheckpoint({ origin: ORIGIN, size, root: rootAt(size) }, signer);
      const cosignatures = cosigners.map((witness) => cosign(note.text, witness, time));
      return formatNote({ ...note, signatures: [...note.signatures, ...cosignatures] });
    },
  };
}

export const certificate = (epoch: number, root: NoteSigner = ROOT): string =>
  formatNote(signCertificate({ origin: ORIGIN, epoch, key: EPOCH_KEYS[epoch]!.key }, root));

export const handover = (log: LogUnderTest, epoch: number, first: number, signer?: NoteSigner): string =>
  formatNote(signHandover({ origin: ORIGIN, epoch, first, root: log.rootAt(first) }, signer ?? EPOCH_KEYS[epoch - 1]!));

export const LOG_SIZE = 30;
export const log = logOf(Array.from({ length: LOG_SIZE }, (_, at) => recordAt(at)));

/** The root's own for the first epoch, then by the key that ends. */
export const HANDOVERS = [handover(log, 0, 0, ROOT), handover(log, 1, 10), handover(log, 2, 20)] as const;

/** Three epochs, of the leaves [0, 10), [10, 20) and [20, 30); evidence of some leaves of each. */
export function partsOf(change: Partial<EvidenceParts> = {}): EvidenceParts {
  return {
    origin: ORIGIN,
    question: { asked: 'Who read the file of this subject?', by: 'auditor', from: '2026-03-15', to: '2026-03-15' },
    certificates: [certificate(0), certificate(1), certificate(2)],
    handovers: HANDOVERS,
    checkpoints: [
      log.checkpoint(2, EPOCH_KEYS[0]),
      log.checkpoint(9, EPOCH_KEYS[0]),
      log.checkpoint(15, EPOCH_KEYS[1]),
      log.checkpoint(30, EPOCH_KEYS[2]),
    ],
    node: log.node,
    leaves: [3, 6, 9, 12, 27].map(shown),
    disclosures: [3, 6, 9, 12, 27].map(disclosureOf),
    policy: POLICY,
    ...change,
  };
}

export const shown = (index: number): EvidenceLeaf => ({ index, record: recordAt(index) });

export const withheld = (index: number): EvidenceLeaf => ({ index, leaf: encodeEntry(recordAt(index)).leaf });

export const disclosureOf = (index: number): EvidenceParts['disclosures'][number] => ({
  index,
  path: 'case',
  value: `17/${index}`,
  blind: BLIND,
});
