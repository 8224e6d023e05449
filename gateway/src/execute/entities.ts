import { noteAnswer } from './agency-notes.js';
import type { FetchStep } from '../plan/compile.js';
import type { Fetched } from '../plan/reader.js';
import type { Representation } from '../plan/representation.js';
import type { RowsFacts } from './execute.js';
import { unavailable } from './field-error.js';
import type { RawAnswer } from './subgraph-client.js';
import { readErrors } from './subgraph-errors.js';

/**
 * Asks for entities, each once however often it occurs, and joins what comes back by key. An entity of another type or
 * with another key than asked for is thrown away with an alarm: a subgraph that swaps rows leaks nothing.
 */
export async function askEntities(
  step: FetchStep,
  represent: Representation,
  cursor: readonly Fetched[],
  rows: RowsFacts,
  ask: (representations: readonly Fetched[]) => Promise<RawAnswer | null>,
): Promise<void> {
  const places = new Map<string, { readonly representation: Fetched; readonly targets: Fetched[] }>();
  for (const target of cursor) {
    const representation = represent(target);
    if (representation === null) continue;
    step.inputRewrites(representation);
    const key = JSON.stringify(representation);
    const known = places.get(key);
    if (known === undefined) places.set(key, { representation, targets: [target] });
    else known.targets.push(target);
  }
  const asked = [...places.values()];
  if (asked.length === 0) return;
  const answer = await ask(asked.map((one) => one.representation));
  if (answer !== null) noteAnswer(rows, step.subgraph, answer.extensions, keysOf(asked));
  const entities = answer === null ? null : entitiesOf(answer.data);
  if (answer === null || entities === null || entities.length !== asked.length) {
    if (answer !== null && entities !== null)
      rows.alarms.push(`${step.subgraph}: another number of entities than asked for`);
    for (const { targets } of asked)
      for (const target of targets) rows.errors.add(target, [], unavailable(step.subgraph));
    return;
  }
  asked.forEach(({ representation, targets }, index) => {
    const entity = entities[index];
    if (entity === null || entity === undefined) return;
    if (!isAskedFor(entity, representation, step)) {
      rows.alarms.push(`${step.subgraph}: an entity of another key than asked for`);
      return;
    }
    step.outputRewrites(entity);
    for (const target of targets) step.read(entity, target);
  });
  for (const { path, error } of readErrors(answer.errors, step.subgraph)) {
    const index = path[0] === '_entities' ? path[1] : undefined;
    const hit = typeof index === 'number' ? asked[index] : undefined;
    const targets = hit === undefined ? asked.flatMap((one) => one.targets) : hit.targets;
    for (const target of targets) rows.errors.add(target, hit === undefined ? [] : path.slice(2), error);
  }
}

/** The values by which entities are asked for, by type. */
function keysOf(asked: readonly { readonly representation: Fetched }[]): ReadonlyMap<string, ReadonlySet<string>> {
  const keys = new Map<string, Set<string>>();
  for (const { representation } of asked) {
    const { __typename: type, ...values } = representation;
    const known = keys.get(String(type)) ?? new Set();
    keys.set(String(type), known);
    for (const value of Object.values(values)) if (typeof value === 'string') known.add(value);
  }
  return keys;
}

function entitiesOf(data: unknown): readonly unknown[] | null {
  const entities = typeof data === 'object' && data !== null ? (data as Fetched)['_entities'] : undefined;
  return Array.isArray(entities) ? (entities as unknown[]) : null;
}

function isAskedFor(entity: unknown, representation: Fetched, step: FetchStep): boolean {
  if (typeof entity !== 'object' || entity === null) return false;
  const type = representation['__typename'];
  const keys = typeof type === 'string' ? step.joinKeys.get(type) : undefined;
  // Asked for through an interface object: the subgraph knows no concrete type, its keys still must match.
  if (keys === undefined) return true;
  const given = entity as Fetched;
  if (given['__typename'] !== type) return false;
  return keys.every(
    ({ field, key }) => Object.hasOwn(given, key) && String(given[key]) === String(representation[field]),
  );
}
