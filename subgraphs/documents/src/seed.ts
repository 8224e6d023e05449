import { readSeedArguments, seedDatabase } from '@agency-graph/kit';
import { createWorld, GENERATOR_VERSION, type WorldSize } from '@agency-graph/world';
import { seedSteps } from './seed-steps.js';

const { url, size, seed } = readSeedArguments(process.argv.slice(2), 'documents');
const world = createWorld(size as WorldSize, seed);

await seedDatabase({ url, size, seed, generator: GENERATOR_VERSION, steps: seedSteps(url, world) });
