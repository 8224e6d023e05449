import { join } from 'node:path';
import { readRebuildConfig } from './config.js';
import { rebuildIndex } from '../inquiry/rebuild.js';

/** Makes the index of the audit log anew, and says as JSON lines how far it came. */
async function rebuild(): Promise<void> {
  const { dataDirectory, index, ownerUrl } = readRebuildConfig();
  const say = (done: number, of: number): void =>
    void process.stdout.write(`${JSON.stringify({ done, of, what: 'leaves' })}\n`);
  const { complete, of } = await rebuildIndex({
    directory: join(dataDirectory, 'audit'),
    index,
    ownerUrl,
    migrations: join(import.meta.dirname, '../../migrations'),
    onProgress: (shipped) => say(shipped.complete, shipped.of),
  });
  say(complete, of);
}

try {
  await rebuild();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
