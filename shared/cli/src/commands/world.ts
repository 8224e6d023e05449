import { writeWorld } from '@agency-graph/world';
import { Option, type Command } from 'commander';
import { inRoot } from '../checkout.js';
import { createProgressBoard } from '../progress.js';
import { SIZES } from '../world.js';

interface Options {
  readonly size: (typeof SIZES)[number];
  readonly seed?: string;
  readonly out: string;
}

/** `agency-graph world`: the synthetic world as files. */
export const world = (program: Command): void => {
  program
    .command('world')
    .description('Writes the synthetic world, from which every agency’s demonstration data come, as files.')
    .addOption(new Option('--size <size>', 'how much of it').choices(SIZES).default('tiny'))
    .option('--seed <text>', 'another world of the same size')
    .option('--out <dir>', 'where to', inRoot('.data', 'world'))
    .action(async ({ size, seed, out }: Options) => {
      const board = createProgressBoard();
      const progress = board.begin(size);
      const manifest = await writeWorld({
        size,
        out,
        ...(seed === undefined ? {} : { seed }),
        onProgress: ({ file, records, total }) => progress.update(records, total ?? records, file),
      });
      progress.finish();
      board.close();
      process.stderr.write(`Wrote ${Object.keys(manifest.files).length} files and manifest.json to ${out}.\n`);
    });
};
