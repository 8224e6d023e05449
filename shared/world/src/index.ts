export type * from './records.js';
export { createWorld } from './create-world.js';
export { SYNTH_NOW } from './days.js';
export { PERSONAS } from './personas.js';
export { SIZES } from './sizes.js';
export { nameKey, stripDiacritics } from './text.js';
