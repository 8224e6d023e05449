import { readSeedArguments, seedDatabase } from '@agency-graph/kit';
import { createWorld, SIZES, type WorldSize } from '@agency-graph/world';
import { seedArguments } from './config.js';
import { seedSteps } from './seed-steps.js';

const isSize = (text: string): text is WorldSize => Object.hasOwn(SIZES, text);

const argv = seedArguments(process.argv.slice(2), process.env);
const { url, size, seed } = readSeedArguments(argv);
if (!isSize(size)) throw new Error(`--size must be one of ${Object.keys(SIZES).join(', ')}`);
// The world's own seed is every agency's unless the command line names another.
const world = argv.includes('--seed') ? createWorld(size, seed) : createWorld(size);

await seedDatabase({ url, size, seed: world.seed, generator: '1', steps: seedSteps(world) });
