export { canonicalJson, parseCanonical, type CanonicalObject, type CanonicalValue } from './canonical.js';
export { formatCheckpoint, parseCheckpoint, signCheckpoint, type Checkpoint } from './checkpoint.js';
export { BLIND_BYTES, commitment } from './commitment.js';
export { cosign, cosignaturesOf, type Cosignature } from './cosignature.js';
export { crc32c } from './crc32c.js';
export { decodeEntry, encodeEntry, LONGEST_ENTRY, type Entry } from './entry.js';
export {
  parseCertificate,
  parseHandover,
  signCertificate,
  signHandover,
  type EpochCertificate,
  type Handover,
} from './epoch.js';
export { encodeContainer } from './evidence/container.js';
export { evidenceOfFolder, provableLeaves } from './evidence/evidence-of-folder.js';
export { encodeLines, type EvidenceLine } from './evidence/lines.js';
export { makeContainer, makeEvidence, type EvidenceLeaf, type EvidenceParts } from './evidence/make-evidence.js';
export { redactEvidence, type Redacted } from './evidence/redact.js';
export { shippedFiles } from './evidence/shipped.js';
export { Malformed } from './malformed.js';
export {
  createCompactRange,
  EMPTY_ROOT,
  HASH_BYTES,
  leafHash,
  nodeHash,
  rangeHash,
  type CompactRange,
  type ReadNode,
} from './merkle.js';
export {
  formatNote,
  formatSignature,
  formatVerifierKey,
  noteSigner,
  parseNote,
  parseSignature,
  parseVerifierKey,
  signersOf,
  signNote,
  verifierKey,
  verifySignature,
  type KeyType,
  type Note,
  type NoteSignature,
  type NoteSigner,
  type VerifierKey,
} from './note.js';
export { parsePolicy, type PolicyWitness, type WitnessPolicy } from './policy.js';
export { proveConsistency, proveInclusion, verifyConsistency, verifyInclusion } from './proof.js';
export { formatProofFile, parseProofFile, type ProofFile } from './proof-file.js';
export {
  decodeFrame,
  decodeHeader,
  encodeFrame,
  finishFrame,
  frameSize,
  laidFrame,
  layFrame,
  encodeHeader,
  FRAME_BYTES,
  HEADER_BYTES,
  judgeEnd,
  scanSegment,
  SEGMENT_BYTES,
  type Frame,
  type FrameKind,
  type ScannedSegment,
  type SegmentEnd,
  type SegmentHeader,
} from './segment.js';
export {
  decodeEntries,
  encodeEntries,
  encodeTile,
  entriesPath,
  newTiles,
  nodesOfTiles,
  TILE_WIDTH,
  tilePath,
  type Tile,
} from './tile.js';
export { verifyPath, type VerifiedPath, type VerifyRequest } from './verify/main.js';
export { verifyLog, type LogQuestion } from './verify/verify-log.js';
export {
  formatAddCheckpoint,
  mergeCosignatures,
  parseAddCheckpoint,
  type AddCheckpoint,
} from './witness/add-checkpoint.js';
export { trustedCertificate, considerCheckpoint, originOf, type Consideration } from './witness/consider.js';
export { reportOf } from './report/report.js';
export { REPORT_LANGUAGES, type ReportLanguage } from './report/words.js';
export { printable, verdictAsJson, verdictAsText } from './verify/printable.js';
export { parseTokens, type SubjectTokens } from './verify/tokens.js';
export { parseTrust, type Trust } from './verify/trust.js';
export { EXIT_CODES, type Verdict, type Verified, type VerifiedLeaf } from './verify/verdict.js';
export { verifyEvidence } from './verify/verify-evidence.js';
