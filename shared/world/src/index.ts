export type * from './records.js';
export { createWorld, MASTER_SEED } from './create-world.js';
export { SYNTH_NOW } from './days.js';
export { ISSUER, PERSONAS } from './personas.js';
export { SIZES } from './sizes.js';
export { nameKey, stripDiacritics } from './text.js';
export type { Manifest, WriteProgress, WriteWorldOptions, WrittenFile } from './write-world.js';
export { GENERATOR_VERSION, writeWorld } from './write-world.js';
