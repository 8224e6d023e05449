import type { Ground } from './ground.js';
import { Draw } from './draw.js';
import { fullName } from './names.js';
import { SLOT } from './person.js';
import { FIXTURE_PERSONS } from './fixture-members.js';

const caches = new WeakMap<Ground, Map<number, string>>();

/** The clean name of a member who leads something, as tasks and documents keep it; a few thousand people, kept. */
export function cleanName(ground: Ground, member: number): string {
  let cache = caches.get(ground);
  if (cache === undefined) caches.set(ground, (cache = new Map()));
  let name = cache.get(member);
  if (name === undefined) {
    name = FIXTURE_PERSONS.get(member)?.name ?? fullName(new Draw(ground.seed, 'member', member), SLOT.name);
    cache.set(member, name);
  }
  return name;
}
