import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startGateway, type GatewayUnderTest } from '../fixture/gateway-under-test.js';
import type { Generation } from '../../../gateway/src/supergraph/generation.js';
import { NotPlanned } from '../../../gateway/src/refusals.js';
import { current } from '../../../gateway/src/supergraph/reload.js';

let gateway: GatewayUnderTest;
let good: Generation;
let before = 0;
beforeAll(async () => {
  gateway = await startGateway();
  good = current(gateway.rooms.generations);
});
beforeEach(() => (before = gateway.records().length));
afterAll(() => gateway?.close());

const QUERY = '{ opinions(first: 3) { id title } }';
const ask = async () => {
  const response = await gateway.post({ query: QUERY });
  return { status: response.status, text: await response.text() };
};
/** Serves the same graph with one part of its rules replaced. */
const serve = (rules: Partial<Generation['rules']>): void =>
  void gateway.rooms.generations.swap({ ...good, rules: { ...good.rules, ...rules } });

/** A table that cannot be looked into. */
const broken = (): never => {
  throw new TypeError('CANARY: the table is damaged');
};

describe.each<[string, Partial<Generation['rules']>]>([
  ['labels', { labels: new Proxy({} as Generation['rules']['labels'], { get: broken }) }],
  ['directives', { requirements: new Proxy(new Map(), { get: broken }) }],
  ['return types', { returns: new Proxy(new Map(), { get: broken }) }],
  ['policy', { policy: new Proxy({} as Generation['rules']['policy'], { get: broken }) }],
])('when deciding fails for damaged %s', (_, rules) => {
  test('nothing is given, nobody is asked, nothing of it is told, and it is an alarm', async () => {
    gateway.agency.asked.length = 0;
    serve(rules);
    const { status, text } = await ask();
    expect([status, text.includes('"data"'), text.includes('CANARY')]).toEqual([500, false, false]);
    expect(gateway.agency.asked).toEqual([]);
    expect(gateway.since(before).map(({ type }) => type)).toEqual(['alarm', 'denied']);
    expect(gateway.since(before)[1]).toMatchObject({ code: 'INTERNAL_ERROR' });
  });

  test('and the gateway goes on with what is whole', async () => {
    serve({});
    expect((await ask()).status).toBe(200);
  });
});

test('an operation that the planner fails on is refused in words that help, recorded, and no alarm', async () => {
  const plan = () => Promise.reject(new NotPlanned('CANARY: no selection of "T.code" on "Item"', 'names'));
  gateway.rooms.generations.swap({ ...good, planner: { ...good.planner, plan } });
  const { status, text } = await ask();
  expect([status, text.includes('alias of its own'), text.includes('CANARY')]).toEqual([400, true, false]);
  expect(gateway.since(before)).toMatchObject([{ type: 'denied', code: 'OPERATION_NOT_PLANNED' }]);
  serve({});
  expect((await ask()).status).toBe(200);
});
