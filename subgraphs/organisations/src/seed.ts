import { readSeedArguments, seedDatabase } from '@agency-graph/kit';
import { createWorld, type WorldSize } from '@agency-graph/world';
import { seedArguments } from './config.js';
import { seedSteps } from './seed-steps.js';

const argv = seedArguments(process.argv.slice(2), process.env);
const { url, size, seed } = readSeedArguments(argv);
// The world's own seed is every agency's unless the command line names another.
const world = argv.includes('--seed') ? createWorld(size as WorldSize, seed) : createWorld(size as WorldSize);

await seedDatabase({ url, size, seed: world.seed, generator: '1', steps: seedSteps(world) });
