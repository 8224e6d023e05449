import 'reflect-metadata';

// The schema, as classes
export {
  External,
  Inaccessible,
  Key,
  Label,
  ListSize,
  Reads,
  Requires,
  RowLabelled,
  Shareable,
  StubKey,
} from './schema/labels.js';
export { CompartmentEnum, SecrecyEnum, enumOf } from './schema/enums.js';
export { DateScalar, DateTimeScalar } from './schema/scalars.js';
export { PageInfo, type Connection } from './schema/page-info.js';
export { connectionOf } from './schema/connection.js';
export { After, First } from './schema/page-arguments.js';
export { asReferred, asReferredById, buildSubgraph } from './schema/build-subgraph.js';
export type { ReferenceResolver, Subgraph, SubgraphDefinition } from './schema/build-subgraph.js';
export { printSubgraph } from './schema/print-subgraph.js';
export { lintSchema } from './schema/lint-schema.js';

// The data, by request
export type { AgencyRequest, RequestBase, RequestCore } from './serve/request.js';
export { rowSource } from './data/row-source.js';
export type { RowSource, RowSourceOptions } from './data/row-source.js';
export { rowConditionSql, under } from './data/row-condition-sql.js';
export type { RowColumn } from './data/row-condition-sql.js';
export { byId, isAnyOf, listBy, loadersBy } from './data/loaders.js';
export { page } from './data/page.js';
export { changeOnce } from './data/change-once.js';
export type { Change } from './data/change-once.js';
export { idOf, isId, isText, pageSize } from './data/arguments.js';
export { nestedPages } from './data/nested-pages.js';
export type { NestedOptions, NestedPage, NestedQuery, Owned, Position } from './data/nested-pages.js';
export type { OrderColumn, PageOptions } from './data/paging.js';
export { BadUserInput } from './data/bad-user-input.js';

// The process
export { readSeedArguments, readSubgraphConfig } from './config.js';
export type { SeedArguments, SubgraphConfig, SubgraphLimits } from './config.js';
export { runSubgraph } from './serve/run.js';
export { serveSubgraph } from './serve/serve.js';
export type { ServeOptions, ServedSubgraph } from './serve/serve.js';
export { followRegister } from './register/follow-register.js';
export type { Following, FollowOptions } from './register/follow-register.js';
export type { RegisterChangeHook, RegisterRow } from './register/register-copy.js';
export { loadTable, type LoadedTable } from './load-table.js';
export { seedDatabase } from './seed.js';
export type { SeedOptions, SeedStep } from './seed.js';
