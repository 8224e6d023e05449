export { canonicalJson, type CanonicalValue } from './canonical.js';
export { leafHash, nodeHash } from './merkle.js';
