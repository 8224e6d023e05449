import { afterEach, describe, expect, it } from 'vitest';
import { compose } from '@agency-graph/composition/compose';
import { createPlanning } from '../../gateway/src/supergraph/planning.js';
import { loggedFailure } from '../../gateway/src/logged-failure.js';
import { refusalOf } from '../../gateway/src/refusals.js';
import { createPlanner, type Planner, type Planning } from '../../gateway/src/plan/plan.js';
import type { Patience } from '../../gateway/src/patience.js';
import type { PlanSchema } from '../../gateway/src/plan/compile.js';
import type { PermittedOperation } from '../../gateway/src/access/permitted-operation.js';
import { parse } from 'graphql';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])';
const COMPUTING = LINK.replace(']', ', "@interfaceObject", "@external", "@requires"]');
const NODES = Array.from({ length: 5 }, (_, at) => `n${at}: Node @shareable`).join(' ');

/** Agencies that can all give the same fields: every choice of the planner's is open. */
const sdl = (name: string): string =>
  `${LINK} type Query { node_${name}: Node } type Node @key(fields: "id") { id: ID! own_${name}: String ${NODES} }`;

const supergraph = (): string =>
  composed(Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, sdl(name)])));

function composed(subgraphs: Readonly<Record<string, string>>): string {
  const composed = compose({
    subgraphs: Object.entries(subgraphs).map(([name, sdl]) => ({
      name,
      url: `http://127.0.0.1:1/${name}`,
      sdl,
      file: `${name}.graphql`,
    })),
    labels: 'optional',
  });
  if (composed.kind === 'problems') throw new Error(composed.problems.map(({ says }) => says).join('\n'));
  return composed.supergraphSdl;
}

/** One response name for things of two types, of an agency that does not tell apart what is under them. */
const interfaceObject = (): string =>
  composed({
    items: `${LINK} type Query { items: [Item!]! } interface Item @key(fields: "id") { id: ID! }
      type Odd implements Item @key(fields: "id") { id: ID! } type Even implements Item @key(fields: "id") { id: ID! }
      type Maker @key(fields: "id code") { id: ID! code: String boom: String }`,
    ranks: `${LINK.replace(']', ', "@interfaceObject"]')} type Query { ranked: [Item] }
      type Item @key(fields: "id") @interfaceObject { id: ID! rank: Int next: Item owner: Maker }
      type Maker @key(fields: "id code", resolvable: false) { id: ID! code: String }`,
  });

/** Fields that two interface objects compute, the one from the other's. */
const computedByTwo = (): string =>
  composed({
    media: `${LINK} type Query { media: [Media] } interface Media @key(fields: "id") { id: ID! title: String }
      type Book implements Media @key(fields: "id") { id: ID! title: String }
      type Film implements Media @key(fields: "id") { id: ID! title: String }`,
    blurbs: `${COMPUTING} type Media @key(fields: "id") @interfaceObject { id: ID! title: String @external
      blurb: String @requires(fields: "title") }`,
    shouts: `${COMPUTING} type Media @key(fields: "id") @interfaceObject { id: ID! blurb: String @external
      shout: String @requires(fields: "blurb") similar: [Media] }`,
  });

/** Each gives the id of one type, where both give what may be either. */
const halfKnown = (): string => {
  const interfaced = 'type Query { found: Found @shareable } interface Found { id: ID! }';
  const link =
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external"])';
  return composed({
    tasks: `${link} ${interfaced} type Task implements Found @key(fields: "id") { id: ID! title: String }
      type Paper implements Found @key(fields: "id") { id: ID! @external task: Task }`,
    papers: `${link} ${interfaced} type Task implements Found @key(fields: "id") { id: ID! @external papers: [Paper] }
      type Paper implements Found @key(fields: "id") { id: ID! symbol: String }`,
  });
};

const nested = (depth: number): string =>
  depth === 0
    ? '{ own_b own_c }'
    : `{ ${[0, 1].map((at) => `n${at} ${nested(depth - 1)}`).join(' ')} own_d own_e own_f }`;
const HOSTILE = `{ node_a ${nested(8)} }`;
const GOOD = '{ node_a { id own_b } }';

const PLAIN: PlanSchema = {
  executor: 'compiled',
  possibleTypes: (type) => new Set([type]),
  interfaceObjects: () => new Set(),
  keyFields: () => [],
  readField: () => undefined,
  judgesOf: () => new Set(),
};

const permitted = (text: string, by: string): PermittedOperation =>
  ({ document: parse(text), text, caller: { countedAs: by } }) as unknown as PermittedOperation;

/** A request with so many milliseconds left, whose client may leave. */
function request(left = 60_000): { readonly patience: Patience; leave(): void } {
  const client = new AbortController();
  return {
    patience: { deadline: performance.now() + left, gone: client.signal },
    leave: () => client.abort(),
  };
}
const OVERLOADED = { name: 'Refusal', code: 'OVERLOADED' };
const GONE = { name: 'Refusal', code: 'CLIENT_GONE' };

let planning: Planning | undefined;
afterEach(() => planning?.close());

describe('planning in a thread of its own', () => {
  it('plans', async () => {
    planning = createPlanning(supergraph(), 'arguments');
    const plan = await planning.plan(GOOD, 'ann');
    expect(plan.node?.kind).toBe('Sequence');
  });

  it('plans lists within lists as deep as literals may be', async () => {
    planning = createPlanning(
      composed({ a: `${LINK} scalar Any type Query { given(any: Any, size: Int): String }` }),
      'arguments',
    );
    const nestedIn = (inner: string): string => `${'['.repeat(32)}${inner}${']'.repeat(32)}`;
    const plan = await planning.plan(
      `query ($size: Int) { given(any: ${nestedIn('{ of: [$size] }')}) empty: given(any: ${nestedIn('')}) }`,
      'ann',
    );
    expect(plan.node).toMatchObject({ kind: 'Fetch', variableUsages: ['size'] });
  });

  it('says why it cannot begin to whoever waits for it', async () => {
    planning = createPlanning('type Query', 'arguments');
    await expect(planning.ready()).rejects.toThrow();
    await expect(planning.plan(GOOD, 'ann')).rejects.toThrow();
  });

  it('59, 61: ends a text that takes too long, refuses it the next time at once, and plans on', async () => {
    planning = createPlanning(supergraph(), 'arguments');
    const refused = { name: 'Refusal', code: 'LIMIT_EXCEEDED', details: { limit: 'planning' } };
    const hostile = planning.plan(HOSTILE, 'mallory');
    const behind = Array.from({ length: 10 }, (_, at) => planning!.plan(`{ node_a { x${at}: own_b } }`, 'mallory'));
    const beside = planning.plan('{ node_a { own_c } }', 'ann');
    await expect(hostile).rejects.toMatchObject(refused);
    // What else its caller has waiting may be like it: most of that is turned away, and nobody else's.
    const settled = await Promise.allSettled(behind);
    expect(settled.map(({ status }) => status).filter((status) => status === 'fulfilled')).toHaveLength(2);
    expect(settled.at(-1)).toMatchObject({ reason: { code: 'OVERLOADED' } });
    await beside;
    const [again, good] = await Promise.allSettled([planning.plan(HOSTILE, 'mallory'), planning.plan(GOOD, 'ann')]);
    expect(again).toMatchObject({ status: 'rejected', reason: refused });
    expect(good.status).toBe('fulfilled');
  });

  it('plans for whoever asked for one that took too long once nobody else waits', async () => {
    planning = createPlanning(supergraph(), 'arguments');
    await expect(planning.plan(HOSTILE, 'mallory')).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    const order: string[] = [];
    const ask = (by: string, at: number) =>
      planning!.plan(`{ node_a { x${at}: own_b } }`, by).then(() => order.push(by));
    await Promise.all([ask('mallory', 1), ask('mallory', 2), ask('ann', 3), ask('ann', 4), ask('bob', 5)]);
    expect(order).toEqual(['ann', 'bob', 'ann', 'mallory', 'mallory']);
    // The thread that stands by takes over where another is ended.
    await expect(planning.plan(HOSTILE.replace('node_a', 'again: node_a'), 'mallory')).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
    });
    await Promise.all([ask('ann', 6), ask('mallory', 7)]);
    expect(order.slice(5)).toEqual(['ann', 'mallory']);
  });

  it('refuses nobody for what another asked beside the same text', async () => {
    planning = createPlanning(supergraph(), 'arguments');
    const planner = createPlanner(PLAIN, planning);
    const plan = (text: string, by: string) => planner.plan(permitted(text, by), request().patience);
    const texts = Array.from({ length: 10 }, (_, at) => `{ node_a { x${at}: own_b } }`);
    const hostile = plan(HOSTILE, 'mallory');
    const behind = texts.map((text) => plan(text, 'mallory'));
    const popular = plan(texts.at(-1)!, 'ann');
    const [refused, shared] = await Promise.allSettled([behind.at(-1), popular, hostile, ...behind]);
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'OVERLOADED' } });
    expect(shared!.status).toBe('fulfilled');
  });

  it('says which operation it has no plan for, and plans it once its aliases differ', async () => {
    planning = createPlanning(interfaceObject(), 'arguments');
    const ambiguous = `{ ranked { ... on Even { made: owner { boom } } ... on Odd { made: next { ... on Even { rank } } } } }`;
    const refused = await planning.plan(ambiguous, 'ann').catch((cause: unknown) => cause);
    expect(refused).toMatchObject({ name: 'NotPlanned' });
    expect(refusalOf(refused)).toMatchObject({ code: 'OPERATION_NOT_PLANNED', status: 400 });
    expect(refusalOf(refused).message).toContain('alias');
    const plan = await planning.plan(ambiguous.replace('made: next', 'after: next'), 'ann');
    expect(plan.node?.kind).toBe('Sequence');
  });

  it('tells operators by name what the graph has no plan for, and its caller that it is no fault of theirs', async () => {
    planning = createPlanning(computedByTwo(), 'arguments');
    const refused = await planning.plan('{ media { shown: shout } }', 'ann').catch((cause: unknown) => cause);
    expect(loggedFailure(refused).message).toContain('media, shout');
    expect(refusalOf(refused)).toMatchObject({ code: 'OPERATION_NOT_PLANNED' });
    expect(refusalOf(refused).message).not.toContain('alias');
    await planning.plan('{ media { blurb } }', 'ann');
  });

  it('says the same of what no subgraph gives where it is asked for', async () => {
    planning = createPlanning(halfKnown(), 'arguments');
    const refused = await planning.plan('{ found { id } }', 'ann').catch((cause: unknown) => cause);
    expect(loggedFailure(refused).message).toContain('found, id');
    expect(refusalOf(refused)).toMatchObject({ code: 'OPERATION_NOT_PLANNED' });
    await planning.plan('{ found { ... on Task { id } } }', 'ann');
  });

  it('asks nobody to ask for less who asked for little', async () => {
    planning = createPlanning(computedByTwo(), 'arguments');
    const small = '{ media { similar { ... on Film { blurb } } } }';
    const refused = await planning.plan(small, 'ann').catch((cause: unknown) => cause);
    expect(refused).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.not.stringContaining('less') });
    await expect(planning.plan(small, 'bob')).rejects.toBe(refused);
    await planning.plan('{ media { similar { blurb } } }', 'ann');
  });

  it('a text that it should never have been given is a failure of ours, not of the operation', async () => {
    planning = createPlanning(supergraph(), 'arguments');
    const failed = await planning.plan('{ unknown }', 'ann').catch((cause: unknown) => cause);
    expect(refusalOf(failed)).toMatchObject({ code: 'INTERNAL_ERROR', status: 500 });
  });

  it('62: turns away more than may wait, of whoever has most waiting; others keep their turn', async () => {
    planning = createPlanning(supergraph(), 'arguments');
    const many = Array.from({ length: 60 }, (_, at) => planning!.plan(`{ node_a { id x${at}: own_b } }`, 'mallory'));
    const few = [planning.plan(GOOD, 'ann'), planning.plan(`{ node_a { own_c } }`, 'ann')];
    const order: string[] = [];
    for (const [who, all] of Object.entries({ many, few }))
      for (const one of all) void one.then(() => order.push(who)).catch(() => {});
    const settled = await Promise.allSettled(many);
    const refused = settled.filter((one) => one.status === 'rejected');
    expect(refused.length).toBeGreaterThan(20);
    for (const one of refused) expect(one).toMatchObject({ reason: { code: 'OVERLOADED' } });
    await Promise.all(few);
    // Two of one caller are not behind thirty of another.
    expect(order.lastIndexOf('few')).toBeLessThan(6);
  });
});

describe('a text that is refused for what it is', () => {
  /** The same planning, which counts what it is given. */
  const counting = (given: string[], sdl: string): Planning => {
    const real = (planning = createPlanning(sdl, 'arguments'));
    return {
      ...real,
      plan: (text, by, abandoned) => {
        given.push(text);
        return real.plan(text, by, abandoned);
      },
    };
  };
  const refused = async (text: string, planner: Planner) =>
    refusalOf(await planner.plan(permitted(text, 'ann'), request().patience).catch((cause: unknown) => cause));

  it('because there is no plan for it is given to no planner again', async () => {
    const given: string[] = [];
    const planner = createPlanner(PLAIN, counting(given, interfaceObject()));
    const ambiguous = `{ ranked { ... on Even { made: owner { boom } } ... on Odd { made: next { ... on Even { rank } } } } }`;
    for (const _ of [1, 2, 3])
      expect(await refused(ambiguous, planner)).toMatchObject({ code: 'OPERATION_NOT_PLANNED' });
    expect(given).toEqual([ambiguous]);
  });

  it('because it takes too many requests to agencies is neither', async () => {
    const given: string[] = [];
    const planner = createPlanner(PLAIN, counting(given, supergraph()));
    const many = `{ ${Array.from({ length: 110 }, (_, at) => `x${at}: node_a { own_b }`).join(' ')} }`;
    for (const _ of [1, 2]) {
      const { code, details } = await refused(many, planner);
      expect([code, details]).toEqual(['LIMIT_EXCEEDED', { limit: 'fetches' }]);
    }
    expect(given).toEqual([many]);
  });
});

describe('a request that nobody can be asked for any more', () => {
  it('waits for no plan, and others who wait for the same one get it', async () => {
    planning = createPlanning(supergraph(), 'arguments');
    const planner = createPlanner(PLAIN, planning);
    const [first, same, late] = [request(), request(), request(60)];
    const left = planner.plan(permitted(GOOD, 'ann'), first.patience);
    const stays = planner.plan(permitted(GOOD, 'ann'), same.patience);
    const other = planner.plan(permitted(GOOD, 'bob'), request().patience);
    // The thread has not begun by then.
    const over = planner.plan(permitted(GOOD, 'ann'), late.patience);
    first.leave();
    await expect(left).rejects.toMatchObject(GONE);
    await expect(over).rejects.toMatchObject(OVERLOADED);
    expect((await stays).compiled.fetches).toBeGreaterThan(0);
    expect((await other).compiled).toBe((await stays).compiled);
  });

  it('gives up its turn where nobody else waits for it; whoever asks then has one of their own', async () => {
    planning = createPlanning(supergraph(), 'arguments');
    const planner = createPlanner(PLAIN, planning);
    const left = request();
    const texts = Array.from({ length: 32 }, (_, at) => `{ node_a { x${at}: own_b } }`);
    const abandoned = Promise.allSettled(texts.map((text) => planner.plan(permitted(text, 'ann'), left.patience)));
    left.leave();
    const anew = planner.plan(permitted(texts[0]!, 'ann'), request().patience);
    // There is room for as many again.
    const others = texts.slice(1).map((text) => planner.plan(permitted(text, 'ann'), request().patience));
    for (const one of await abandoned) expect(one).toMatchObject({ status: 'rejected', reason: GONE });
    await Promise.all([anew, ...others]);
  });

  it('is refused also where the plan is known', async () => {
    planning = createPlanning(supergraph(), 'arguments');
    const planner = createPlanner(PLAIN, planning);
    await planner.plan(permitted(GOOD, 'ann'), request().patience);
    const left = request();
    left.leave();
    await expect(planner.plan(permitted(GOOD, 'ann'), left.patience)).rejects.toMatchObject(GONE);
    await expect(planner.plan(permitted(GOOD, 'ann'), request(40).patience)).rejects.toMatchObject(OVERLOADED);
  });
});
