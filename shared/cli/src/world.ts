import { createWorld, SYNTH_NOW, SIZES as VOLUMES, type World, type WorldSize } from '@agency-graph/world';

/** The sizes of the synthetic world, small to large. */
export const SIZES = Object.keys(VOLUMES) as readonly WorldSize[];

/** The time at which the world's data stand; the policy clock of a demonstration. */
export const WORLD_CLOCK = SYNTH_NOW;

/** The smallest world: its personas and their accounts are those of every size. */
export const demonstrationWorld = (): World => createWorld('tiny');

/** The largest, which has every account that any size has. */
export const wholeWorld = (): World => createWorld('full');
