// Labels and row conditions
export {
  COMPARTMENTS,
  LABEL_DEFINITIONS,
  LABEL_LINK,
  LABEL_SPEC,
  labelDefinitions,
  PERSONAL_DATA,
  SECRECY,
  SHARING,
  STEWARDS,
} from './directives.js';
export type { Compartment, Label, PersonalData, RowLabel, Secrecy, Sharing, Steward } from './directives.js';
export {
  ALWAYS,
  all,
  any,
  evaluateRowCondition,
  fieldsOf,
  isRowFieldName,
  isUnder,
  NEVER,
  rowPredicate,
} from './row-condition.js';
export type { RowCondition, RowPredicate } from './row-condition.js';
export { describeRowCondition } from './describe-row-condition.js';
export { effectiveLevel, lapseDay } from './effective-level.js';

// The wire: what travels
export { ZONES } from './agency-context.js';
export type { AgencyContext, ContextClaims, ContextOrganisation, Zone } from './agency-context.js';
export { CONTEXT_LIMITS, readContext } from './read-context.js';
export { DEADLINE_HEADER } from './deadline.js';
export { OWN_PREFIX, TWIN_PREFIX } from './own-prefix.js';
export { queryHash, queryIsAsked } from './query-hash.js';

// The wire: the gateway's side
export { CONTEXT_HEADER, CONTEXT_TYPE, createContextSigner } from './context-signer.js';
export type { ContextSigner, ContextSignerOptions, SignedContext } from './context-signer.js';
export { PROOF_HEADER } from './proof.js';
export { createProver } from './prover.js';
export type { Prover, ProverOptions, ToProve } from './prover.js';
export { pairwisePseudonym } from './pseudonym.js';

// The wire: the subgraph's side
export { createAdmission } from './admission.js';
export type { Admission, AdmissionOptions, AdmissionRefusal, Admitted, IncomingRequest } from './admission.js';
export { createReplayStore } from './replay-store.js';
export type { ReplayStore } from './replay-store.js';

// Random values, bytes as text, and hashes
export { drawRandom, randomId } from './random.js';
export { hmac } from './hmac.js';
export { fromBase64url, sha256 } from './base64url.js';

// What is made of texts, remembered
export { createTextMemory } from './text-memory.js';
export type { TextMemory } from './text-memory.js';

// Addresses
export { isLoopback } from './loopback.js';

// The register's changes
export { isRegisterPull, signRegisterPull } from './register-pull.js';
export type { RegisterPullCheck } from './register-pull.js';

// Keys
export { generateKeys, keyOfJwk, named, privateJwk, publicJwk, thumbprint } from './keys.js';
export type { Jwks, NamedKey, PrivateJwk, PublicJwk } from './keys.js';
export {
  ensureGatewaySecret,
  ensureKeys,
  loadGatewayKeys,
  loadGatewayPrivateKeys,
  loadGatewaySecret,
  loadIssuerKeys,
  loadPublicKey,
  loadSubgraphKeys,
} from './key-files.js';
export type { WantedKeys } from './key-files.js';
