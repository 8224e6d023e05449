import * as worldPackage from '@agency-graph/world';
import type { World, WorldSize } from '@agency-graph/world';

interface Maker {
  createWorld(options: { size: WorldSize; seed?: string }): World;
  writeWorld(options: { size: WorldSize; seed?: string; out: string }): Promise<void>;
}
const maker = worldPackage as unknown as Maker;

export const SIZES = ['tiny', 'small', 'medium', 'full'] as const;

/** The time at which the world's data stand; the policy clock of a demonstration. */
export const WORLD_CLOCK = '2026-03-15T09:00:00+07:00';

/** The smallest world: its personas and their accounts are those of every size. */
export const demonstrationWorld = (): World => maker.createWorld({ size: 'tiny' });

/** Writes a world's files into a folder. */
export const writeTo = (out: string, size: WorldSize, seed: string | undefined): Promise<void> =>
  maker.writeWorld({ size, out, ...(seed === undefined ? {} : { seed }) });
