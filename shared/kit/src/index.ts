import 'reflect-metadata';

// The schema, as classes
export { External, Inaccessible, Key, Label, Reads, Requires, RowLabelled, Shareable, StubKey } from './labels.js';
export { CompartmentEnum, SecrecyEnum, enumOf } from './enums.js';
export { DateScalar, DateTimeScalar } from './scalars.js';
export { PageInfo, type Connection } from './page-info.js';
export { connectionOf } from './connection.js';
export { buildSubgraph, lintSchema, printSubgraph } from './schema.js';
export type { ReferenceResolver, Subgraph, SubgraphDefinition } from './schema.js';

// The data, by request
export type { AgencyRequest, RequestBase } from './request.js';
export { rowSource } from './row-source.js';
export type { RowColumn, RowSource, RowSourceOptions } from './row-source.js';
export { byId, listBy } from './loaders.js';
export { page } from './page.js';
export type { OrderColumn, PageOptions } from './paging.js';
export { BadUserInput } from './bad-user-input.js';

// The process
export { readSubgraphConfig } from './config.js';
export type { SubgraphConfig, SubgraphLimits } from './config.js';
export { runSubgraph, serveSubgraph } from './serve.js';
export type { ServeOptions, ServedSubgraph } from './serve.js';
export type { RegisterChangeHook, RegisterRow } from './register-copy.js';
export { readSeedArguments, seedDatabase } from './seed.js';
export type { SeedOptions, SeedStep } from './seed.js';
