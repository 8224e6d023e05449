import type { PersistedQueriesConfig } from '@agency-graph/composition';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ProcessConfig } from '../config.js';
import { readManifest, type PersistedConfig } from '../operation/persisted.js';
import { follow, type Followed } from './followed.js';

/** The operations of the manifest, if `supergraph.yaml` names one; followed while the gateway runs. */
export function openPersisted(
  { supergraphFile }: Pick<ProcessConfig, 'supergraphFile'>,
  { manifestFile, ...rest }: PersistedQueriesConfig,
): Followed<PersistedConfig> {
  const file = manifestFile === null ? null : resolve(dirname(supergraphFile), manifestFile);
  return follow(
    () => (file === null ? [] : [file]),
    () => ({ ...rest, listed: file === null ? new Map<string, string>() : readFile(file) }),
  );
}

function readFile(file: string): ReadonlyMap<string, string> {
  try {
    return readManifest(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : 'it cannot be read'}`, { cause: error });
  }
}
