import { Option, type Command } from 'commander';
import { inRoot } from '../checkout.js';
import { SIZES, writeTo } from '../world.js';

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
      await writeTo(out, size, seed);
      process.stderr.write(`Wrote the world "${size}" to ${out}.\n`);
    });
};
