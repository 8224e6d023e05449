import type { Command } from 'commander';
import { DEFAULT_DATA, inRoot, makeDataFolder } from '../../checkout.js';
import { createProgressBoard } from '../../progress.js';
import { openDatabases } from '../../start/databases.js';
import { PARTS } from '../../start/parts.js';
import { runWork } from '../../start/seed-process.js';

/** `agency-graph audit rebuild`: the index of the log, made anew from the log. */
export const rebuild = (audit: Command): void => {
  audit
    .command('rebuild')
    .description('Makes the index of the audit log anew from the log; the gateway may go on meanwhile.')
    .option('--data <dir>', 'the folder of the run whose log it is', DEFAULT_DATA)
    .action(async ({ data }: { readonly data: string }) => {
      const folder = makeDataFolder(data);
      const say = (line: string): void => void process.stderr.write(`${line}\n`);
      const { of, server } = await openDatabases([PARTS.gateway], folder, process.env, say);
      const board = createProgressBoard();
      const progress = board.begin('audit index');
      try {
        const { ownerUrl, env } = of.get('gateway')!;
        await runWork({
          what: 'Making the index anew',
          script: inRoot('gateway/dist/programs/rebuild-index.js'),
          args: [],
          env: {
            ...env,
            AGENCY_GRAPH_DATA: folder,
            GATEWAY_OWNER_DATABASE_URL: ownerUrl,
          },
          progress,
          signal: new AbortController().signal,
        });
        progress.finish();
      } finally {
        board.close();
        await server?.stop();
      }
    });
};
