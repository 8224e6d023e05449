// The graph: agencies' schemas, and the supergraph that `@agency-graph/composition/compose` makes of them. That one loads
// Apollo's composition, which most of those who read schemas do without.
export type { SubgraphSource } from './sdl/read-source.js';
export { gatewaySdl } from './gateway-sdl.js';
export { readSupergraph } from './read-supergraph.js';
export type { SupergraphFacts } from './read-supergraph.js';
export { coordinatesOf } from './coordinates.js';
export { fieldTypes } from './field-types.js';
export { madeFrom } from './made-from.js';
export type { ReadField } from './made-from.js';
export { loosened } from './loosened.js';
export type { Overlay } from './sdl/overlay-entries.js';

// The gateway's own subgraph.
export { BREAK_GLASS_ANSWER, OWN_IDENTIFIES, OWN_SDL, OWN_SOURCE, OWN_SUBGRAPH, OWN_URL } from './own/schema.js';
export { ERASURE_ANSWER } from './own/erasure-schema.js';

// Labels: what a supergraph says of its fields, rows and arguments.
export { rowLabelFields } from './labels/directives.js';
export { mergedLabels } from './labels/merged-labels.js';
export type { LabelTable } from './labels/merged-labels.js';
export { AXES, looserAxes, strictest } from './labels/strictness.js';
export type { Axis } from './labels/strictness.js';

// supergraph.yaml.
export { parseSupergraphYaml } from './config/parse-supergraph-yaml.js';
export { refuseAddress } from './config/refuse-url.js';
export type { SupergraphYaml } from './config/parse-supergraph-yaml.js';
export { refuseKeyUrl, refuseUrl } from './config/refuse-url.js';
export {
  ALGORITHMS,
  DEFAULT_DEMAND,
  DEFAULT_LIMITS,
  EXECUTORS,
  NO_PERSISTED_QUERIES,
  PROFILES,
} from './config/supergraph-config.js';
export type {
  AdminConfig,
  AgencyConfig,
  Algorithm,
  AuthorizationConfig,
  Executor,
  GatewayConfig,
  IssuerConfig,
  LabelsMode,
  ListenConfig,
  PersistedQueriesConfig,
  Profile,
  SubgraphConfig,
  SubgraphLimits,
  SupergraphConfig,
} from './config/supergraph-config.js';

// Problems.
export { inReadingOrder, PROBLEM_CODES } from './problem.js';
export type { Place, Problem, ProblemCode, Severity } from './problem.js';
export { printProblem } from './print-problem.js';

// Directives by identity.
export { COST_SPEC, FEDERATION_SPEC, readLinks } from './sdl/links.js';
export type { DirectiveIdentity, Link, Links } from './sdl/links.js';
