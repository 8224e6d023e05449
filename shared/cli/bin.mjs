#!/usr/bin/env node
import { inBundledNode } from './setup/bundled-node.mjs';

const OLDEST_NODE = 24;

const load = () =>
  import('./dist/main.js').catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.error(`agency-graph is not built: run "npm run build" first. (${error.message})`);
    process.exit(2);
  });

try {
  const code = await inBundledNode(OLDEST_NODE);
  if (code === undefined) {
    process.env.APOLLO_TELEMETRY_DISABLED = '1';
    const { main } = await load();
    await main(process.argv);
  } else process.exitCode = code;
} catch (error) {
  console.error(error.expected ? error.message : error);
  process.exitCode = 1;
}
