export { startEmbedded, type EmbeddedOptions, type EmbeddedServer } from './embedded.js';
export { reachableDataDir } from './server-user.js';
export { createDatabase, dropDatabase, ensureRole, grantRead, withClient } from './database.js';
export { migrate, MigrationError, remakeSchema } from './migrate.js';
export { createKysely, createPool, type PoolOptions } from './pool.js';
export { BY_KEYS, preparing, preparingPool } from './prepared.js';
export { copyRows, CopyError, type CopyOptions, type CopyRow } from './copy-rows.js';
export { splitStatements, type Statement } from './split-statements.js';
export { DatabaseUnavailable, wordsOf } from './unavailable.js';
