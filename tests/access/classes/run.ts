import type { World } from '@agency-graph/world';
import { getIntrospectionQuery, isScalarType, type GraphQLSchema, type IntrospectionQuery } from 'graphql';
import type { AskCase } from '../differential/ask.js';
import type { CaseCaller } from '../differential/callers.js';
import { Random } from '../differential/random.js';
import { referenceCaller } from '../reference/caller.js';
import { Reference } from '../reference/decide.js';
import { coordinatesIn, observe } from './observed.js';
import { objectsOf, rootsOf, shownTo, type Sight } from './graph.js';
import { hiddenProbes, type Probe } from './probes.js';
import { strangerTo, tellsApart } from './same-answer.js';
import { existingFor, readableTo } from './sights.js';
import { askForAll, createWays, type Ways } from './ways.js';

export interface ClassRun {
  /** Class → coordinates in it, all callers together. */
  readonly classes: ReadonlyMap<string, number>;
  /** Place → how often something hidden was named there, beside a name that is nobody's. */
  readonly places: ReadonlyMap<string, number>;
  /** Where the gateway differs from the reference, or tells the hidden from the unknown. */
  readonly differing: readonly string[];
}

export interface ClassRunOptions {
  readonly world: World;
  /** The supergraph, with all that is in it. */
  readonly graph: GraphQLSchema;
  readonly clocks: readonly string[];
  readonly ask: AskCase;
  /** One in so many of the names that are hidden is named, another for each caller; 1 for all. */
  readonly oneIn: number;
  /** Told of each caller before their turn. */
  readonly onCaller?: (caller: string) => void;
}

/** Requests in flight. */
const CONCURRENCY = 8;

/**
 * Holds the class of every coordinate of the graph, for every persona and purpose, against the reference: as it is
 * introspected, printed and asked for. What is hidden is named at every place where a name can stand.
 */
export async function classRun({ world, graph, clocks, ask, oneIn, onCaller }: ClassRunOptions): Promise<ClassRun> {
  const classes = new Map<string, number>();
  const places = new Map<string, number>();
  const differing: string[] = [];
  for (const clock of clocks) {
    for (const [turn, caller] of everyPersona(world, clock).entries()) {
      onCaller?.(nameOf(caller));
      const reference = new Reference(referenceCaller(world, caller.account, caller.door));
      const readable = readableTo(reference);
      const exists = existingFor(reference);
      const ways = createWays(graph, exists, readable);
      const told = (problem: string): void => void differing.push(`${nameOf(caller)}: ${problem}`);

      const [shown, mayRead] = [shownTo(graph, exists), shownTo(graph, readable)];
      for (const at of coordinatesIn(graph))
        count(classes, mayRead.has(at) ? 'readable' : shown.has(at) ? 'requestable' : 'hidden');
      for (const problem of await shownDifferently(graph, readable, exists, ask, caller)) told(problem);
      for (const problem of await askedDifferently(graph, ways, readable, exists, ask, caller)) told(problem);
      const random = new Random(nameOf(caller), 0);
      const probes = hiddenProbes(graph, ways, exists, shown).filter((_, at) => at % oneIn === turn % oneIn);
      await inParallel(probes, async (probe) => {
        count(places, probe.place);
        const strange = strangerTo(probe.name, random);
        for (const problem of await toldApart(probe, strange, ask, caller)) told(problem);
      });
    }
  }
  return { classes, places, differing };
}

const count = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
const nameOf = ({ code, door }: CaseCaller): string => `${code} ${door.purpose ?? 'for nothing'} ${door.clock}`;

/** Every persona that may ask, as it usually comes in, for each of its purposes. */
function everyPersona(world: World, clock: string): readonly CaseCaller[] {
  return world.personas.flatMap(({ code, accountId, zone, hardwareKey }) => {
    const account = world.account(accountId)!;
    const purposes: readonly (string | null)[] = account.purposes.map(({ value }) => value);
    const endUser = account.kind === 'APPLICATION' ? 'M-000124' : null;
    return (purposes.length === 0 ? [null] : purposes)
      .map((purpose): CaseCaller => ({
        code,
        account,
        door: { zone, hardwareKey, endUser, purpose, clock },
        roots: null,
      }))
      .filter(({ door }) => referenceCaller(world, account, door).inForce);
  });
}

/** Introspection and both forms of the SDL show what the reference says, and nothing else. */
async function shownDifferently(
  graph: GraphQLSchema,
  readable: Sight,
  exists: Sight,
  ask: AskCase,
  caller: CaseCaller,
): Promise<readonly string[]> {
  const introspection = await ask(caller, getIntrospectionQuery({ inputValueDeprecation: true }), {});
  const printed = await ask(caller, '{ viewer { schema requestable: schema(requestable: true) } }', {});
  const { viewer } = printed.body.data as { viewer: { schema: string; requestable: string } };
  const seen = observe(introspection.body.data as IntrospectionQuery, viewer.schema, viewer.requestable);
  const isNoScalar = (at: string): boolean => !isScalarType(graph.getType(at));
  const mayRead = new Set([...shownTo(graph, readable)].filter(isNoScalar));
  const mayKnow = new Set([...shownTo(graph, exists)].filter(isNoScalar));
  const mayAsk = new Set(
    [...mayKnow].filter((at) => /^\w+\.\w+$/.test(at) && !readable.field(at) && !isInput(graph, at)),
  );
  return [
    ...unlike('introspected', seen.introspected, mayRead),
    ...unlike('printed', seen.printed, mayRead),
    ...unlike('printed with what could be asked for', seen.requestable, mayKnow),
    ...unlike('marked as what could be asked for', seen.marked, mayAsk),
  ];
}

const isInput = (graph: GraphQLSchema, at: string): boolean =>
  !objectsOf(graph).some(({ name }) => name === at.split('.')[0]);

const unlike = (what: string, seen: ReadonlySet<string>, expected: ReadonlySet<string>): readonly string[] => [
  ...[...seen].filter((at) => !expected.has(at)).map((at) => `${at} is ${what}`),
  ...[...expected].filter((at) => !seen.has(at)).map((at) => `${at} is not ${what}`),
];

/** What exists can be asked for; of it, what may only be requested is refused by name, and nothing else is. */
async function askedDifferently(
  graph: GraphQLSchema,
  ways: Ways,
  readable: Sight,
  exists: Sight,
  ask: AskCase,
  caller: CaseCaller,
): Promise<readonly string[]> {
  const differing: string[] = [];
  const types = objectsOf(graph).filter(({ name }) => ways.reaches(name));
  await inParallel(types, async (type) => {
    const isChange = type === rootsOf(graph)[1];
    const refused = new Set<string>();
    for (const { query, variables = {} } of askForAll(ways, type, exists, isChange)) {
      const { status, body, text } = await ask(caller, query, variables);
      if (status !== 200) differing.push(`${query} is not answered: ${text}`);
      for (const { extensions } of body.errors ?? []) {
        const { coordinate, reason } = extensions?.access ?? {};
        if (coordinate !== undefined && reason !== undefined) refused.add(coordinate);
      }
    }
    if (isChange || !ways.isOpen(type.name)) return;
    const requestable = Object.keys(type.getFields())
      .map((name) => `${type.name}.${name}`)
      .filter((at) => exists.field(at) && !readable.field(at));
    differing.push(...unlike('refused when asked for', refused, new Set(requestable)));
  });
  return differing;
}

async function toldApart(probe: Probe, strange: string, ask: AskCase, caller: CaseCaller): Promise<readonly string[]> {
  const answers = [probe.name, strange].map((name) => {
    const { query, variables = {} } = probe.ask(name);
    return ask(caller, query, variables);
  });
  const [hidden, stranger] = (await Promise.all(answers)) as [
    Awaited<(typeof answers)[0]>,
    Awaited<(typeof answers)[0]>,
  ];
  return tellsApart(hidden, probe.name, stranger, strange).map(
    (problem) => `${probe.place} ${probe.name}: ${problem} (${probe.ask(probe.name).query})`,
  );
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}
