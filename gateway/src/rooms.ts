// What `start/agency-graph.ts` makes the `Rooms` of `gateway.ts` from: for benchmarks, which switch one of those off and
// measure the rest, and for tests of one alone.
export { answer, turnAway, type Rooms } from './gateway.js';
export { openWriter } from './start/audit.js';
export { openSubjectTable } from './audit/subject-table.js';
export { createSubjects } from './audit/subjects.js';
export { createAgencies } from './execute/agencies.js';
export { signed, UNSIGNED } from './execute/wire-headers.js';
export { createSubgraphClient } from './execute/subgraph-client.js';
export { createServer } from './http/server.js';
export type { DirectoryParts, TokenParts } from './identity/authenticate.js';
export { createGenerations } from './supergraph/reload.js';
export { Metrics } from './admin/metrics.js';
export { createPersisted } from './operation/persisted.js';
