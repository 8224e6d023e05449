import type { CallerFacts } from '@agency-graph/gateway/steps';
import { LEADS, things, type RoutesGraph, type Thing } from './graph.js';
import { FIELDS, possible, type Node } from './ways.js';

/** What a field is to a caller by the shortest way, alone. */
type Plainly = 'hidden' | 'refused' | 'withheld' | 'served';

/** Asks for each field of each thing alone, by its id. */
export async function askedAlone(graph: RoutesGraph, caller: Partial<CallerFacts>) {
  const seen = new Map<string, Plainly | 'absent'>();
  for (const { type, id } of things) {
    const byItsId = (text: string) =>
      graph.ask(caller, `query ($id: ID!) { ${type.toLowerCase()}(id: $id) { ${text} } }`, { id });
    const { data } = await byItsId('id');
    if (Object.values(data ?? {})[0] === null) seen.set(id, 'absent');
    const part =
      type === 'Desk'
        ? []
        : Object.keys(FIELDS[`${type}Detail`]!).map((name) => [
            `${type}Detail.${name}`,
            `detail { ... on ${type}Detail { ${name} } }`,
          ]);
    const own = Object.entries(FIELDS[type]!).map(([name, to]) => [
      `${type}.${name}`,
      to === null ? name : `${name} { __typename }`,
    ]);
    for (const [coordinate = '', text = ''] of [...own, ...part]) {
      const [error] = (await byItsId(text)).errors ?? [];
      const { code, access } = error?.extensions ?? {};
      const what =
        code === undefined
          ? 'served'
          : code !== 'UNAUTHORIZED_FIELD_OR_TYPE'
            ? 'hidden'
            : access?.reason === undefined
              ? 'withheld'
              : 'refused';
      seen.set(`${id} ${coordinate}`, what);
    }
  }
  /** Whatever the row: the same for all of them. */
  const always = (coordinate: string): Plainly | undefined => {
    const all = [...seen].filter(([key]) => key.endsWith(` ${coordinate}`)).map(([, what]) => what);
    return all.find((one): one is Plainly => one === 'hidden' || one === 'refused');
  };
  return {
    absent: (id: string) => seen.get(id) === 'absent',
    on: (id: string, coordinate: string) => seen.get(`${id} ${coordinate}`),
    always,
  };
}
export type Alone = Awaited<ReturnType<typeof askedAlone>>;

/** Of a field that is asked for on a type that stands for others, what holds for one of them holds for all. */
const ofAny = (alone: Alone, type: string, field: string): Plainly | undefined => {
  const all = possible(type).map((one) => alone.always(`${one}.${field}`));
  return all.find((one) => one === 'hidden') ?? all.find((one) => one === 'refused');
};

export const namesHidden = (alone: Alone, nodes: readonly Node[], type: string): boolean =>
  nodes.some((node) =>
    'on' in node
      ? namesHidden(alone, node.inner, node.on)
      : ofAny(alone, type, node.field) === 'hidden' || (node.to !== null && namesHidden(alone, node.inner, node.to)),
  );

interface Place {
  readonly parent: string;
  readonly field: string;
  readonly to: string | null;
  readonly inner: readonly Node[];
}

/** What is asked of objects of one concrete type, by response key. */
function asked(
  nodes: readonly Node[],
  parent: string,
  concrete: string,
  found = new Map<string, Place[]>(),
): Map<string, Place[]> {
  for (const node of nodes) {
    if ('on' in node) {
      if (possible(node.on).includes(concrete)) asked(node.inner, node.on, concrete, found);
    } else
      found.set(node.key, [
        ...(found.get(node.key) ?? []),
        { parent, field: node.field, to: node.to, inner: node.inner },
      ]);
  }
  return found;
}

/** The answer that these ways must give, put together from what each field of each thing gives alone. */
function expectedOf(alone: Alone, wanted: readonly Place[], thing: Thing, concrete: string): Record<string, unknown> {
  const answer: Record<string, unknown> = { __typename: concrete };
  const byKey = new Map<string, Place[]>();
  for (const { to, inner } of wanted)
    for (const [key, places] of asked(inner, to!, concrete)) byKey.set(key, [...(byKey.get(key) ?? []), ...places]);
  for (const [key, places] of byKey) {
    const given = places.filter(({ parent, field }) => ofAny(alone, parent, field) === undefined);
    const [place] = given;
    if (place === undefined || alone.on(thing.id, `${concrete}.${place.field}`) !== 'served') answer[key] = null;
    else if (place.field === 'detail') answer[key] = expectedOf(alone, given, thing, `${thing.type}Detail`);
    else if (place.to === null) answer[key] = place.field === 'price' ? thing.at : `${place.field} of ${thing.id}`;
    else answer[key] = seenOf(alone, given, LEADS[place.field]!(thing));
  }
  return answer;
}

export const seenOf = (alone: Alone, wanted: readonly Place[], to: Thing | readonly Thing[]): unknown => {
  if ('id' in to) return alone.absent(to.id) ? null : expectedOf(alone, wanted, to, to.type);
  return to.filter(({ id }) => !alone.absent(id)).map((one) => expectedOf(alone, wanted, one, one.type));
};
