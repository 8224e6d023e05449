import { getNamedType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';
import type { Alternatives, Demand, Demands } from './standard-directives.js';

/**
 * Compiles directives as written to what a selection must meet. A field needs its own rule met, its parent type's and
 * that of the named type it returns. An interface needs, besides its own, those of every type it may stand for,
 * whatever is selected on it: a row's type is known only when it is there.
 */
export function compileRequirements(written: Demands, schema: GraphQLSchema): Demands {
  const demands = pushDown(written, schema);
  const standsFor = (name: string): readonly string[] => {
    const type = schema.getType(name);
    if (!isInterfaceType(type)) return [name];
    const { objects, interfaces } = schema.getImplementations(type);
    return [name, ...objects.map((one) => one.name), ...interfaces.map((one) => one.name)];
  };
  const ofType = (name: string): Demand[] => standsFor(name).flatMap((one) => demands.get(one) ?? []);
  const required = new Map<string, readonly Demand[]>();
  const set = (place: string, all: readonly Demand[]): void => {
    if (all.length > 0) required.set(place, distinct(all));
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    set(type.name, ofType(type.name));
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const own = standsFor(type.name).flatMap((one) => demands.get(`${one}.${field.name}`) ?? []);
      set(`${type.name}.${field.name}`, [...ofType(type.name), ...own, ...ofType(getNamedType(field.type).name)]);
    }
  }
  return required;
}

const distinct = (demands: readonly Demand[]): readonly Demand[] => [
  ...new Map(demands.map((one) => [JSON.stringify(one), one])).values(),
];

/**
 * An interface of a supergraph carries the conjunction of its implementations' rules, from composition. What it carries
 * beyond that somebody wrote on the interface itself, which older compositions let pass: it holds for the
 * implementations too, or a fragment on one of them would be a way round (GHSA-mx7m-j9xf-62hw).
 */
function pushDown(written: Demands, schema: GraphQLSchema): Demands {
  const demands = new Map(written);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isInterfaceType(type)) continue;
    const objects = schema.getPossibleTypes(type).map((one) => one.name);
    for (const suffix of ['', ...Object.keys(type.getFields()).map((name) => `.${name}`)]) {
      const below = objects.flatMap((name) => written.get(name + suffix) ?? []);
      const beyond = (written.get(type.name + suffix) ?? []).filter((one) => !isImplied(one, below));
      if (beyond.length === 0) continue;
      for (const name of objects) demands.set(name + suffix, [...(demands.get(name + suffix) ?? []), ...beyond]);
    }
  }
  return demands;
}

/** Most ways of meeting several demands that are compared one by one; beyond it nothing counts as implied. */
const MOST_WAYS = 4_096;

/** Whether whoever meets all of `others` also meets `demand`. */
function isImplied(demand: Demand, others: readonly Demand[]): boolean {
  if (demand.kind === 'authenticated') return others.some(({ kind }) => kind === 'authenticated');
  const same = others.flatMap((one) => (one.kind === demand.kind ? [one.anyOf] : []));
  const ways = waysOf(same);
  return (
    ways !== null &&
    ways.every((way) => asksNothing(demand.anyOf) || demand.anyOf.some((all) => all.every((one) => way.has(one))))
  );
}

const asksNothing = (anyOf: Alternatives): boolean => anyOf.length === 0;

/** Every way of meeting all of some alternatives; null where there are too many. */
function waysOf(all: readonly Alternatives[]): readonly ReadonlySet<string>[] | null {
  let ways: ReadonlySet<string>[] = [new Set()];
  for (const anyOf of all) {
    if (anyOf.length === 0) continue;
    if (ways.length * anyOf.length > MOST_WAYS) return null;
    ways = ways.flatMap((way) => anyOf.map((names) => new Set([...way, ...names])));
  }
  return ways;
}
