import { ensureKeys } from '@agency-graph/contract';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { makeCheckout, writeGraph, type Checkout, type RunningGateway } from '../gateway/fixture/gateway-process.js';
import { readAll, readRequests, type LogRecord } from '../gateway/fixture/read-log.js';
import { STATS } from '../gateway/fixture/stats-agency.js';

const SOON = { timeout: 120_000, interval: 50 };

/** What `/readyz` says of the last good one. */
const SERVING = { supergraph: expect.any(String), policy: expect.any(String), since: expect.any(String) };

let checkout: Checkout;
let gateway: RunningGateway;
beforeAll(async () => {
  checkout = await makeCheckout();
  gateway = await checkout.start();
});
afterAll(() => checkout?.close());

const policy = (): string => join(checkout.directory, 'policy');
const schema = (): string => join(checkout.directory, 'opinions.graphql');

/** Writes as an editor does: beside, and then in its place. */
function write(file: string, change: (text: string) => string): void {
  writeFileSync(`${file}.new`, change(readFileSync(file, 'utf8')));
  renameSync(`${file}.new`, file);
}

async function ask(query: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: checkout.bearer() },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, text: await response.text() };
}

const ready = async (): Promise<unknown> => (await fetch(`${gateway.url}/readyz`)).json();
const recorded = (type: string): Record<string, unknown>[] =>
  readAll(checkout.logPath).filter((record) => record['type'] === type);

const graphOf = ({ who }: LogRecord): unknown => (who as { readonly supergraph?: string } | undefined)?.supergraph;

test('134, 184, 186: a changed schema, label and policy are taken over under load without a failed request; a broken one is not', async () => {
  const KEPT = '{ opinions(first: 2) { id title } }';
  const failed: string[] = [];
  const stopped = new AbortController();
  onTestFinished(() => stopped.abort());
  const load = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (!stopped.signal.aborted) {
        const { status, text } = await ask(KEPT);
        if (status !== 200 || text.includes('"errors"')) failed.push(text);
      }
    }),
  );

  // A field that was not there.
  expect((await ask('{ opinions(first: 1) { subject } }')).status).toBe(400);
  write(schema(), (text) =>
    text.replace(
      'title: String',
      'subject: String @label(secrecy: UNCLASSIFIED, sharing: OPEN, personal: NONE, steward: "VPTW")\n    title: String',
    ),
  );
  await expect.poll(async () => (await ask('{ opinions(first: 1) { subject } }')).status, SOON).toBe(200);
  // The log says what was in force from its beginning on, and says it once: requests on the old one take nothing back.
  expect(recorded('schema_change')).toHaveLength(2);

  // A label that hides a field from this caller.
  const draft = async (): Promise<number> => (await ask('{ opinions(first: 1) { draft } }')).status;
  expect(await draft()).toBe(200);
  write(schema(), (text) =>
    text.replace('secrecy: UNCLASSIFIED, sharing: INTERNAL', 'secrecy: SECRET, sharing: INTERNAL'),
  );
  await expect.poll(draft, SOON).toBe(400);

  // Another policy.
  write(join(policy(), 'policy.yaml'), (text) => text.replace('2026-03-01', '2026-03-02'));
  // Reading the log again and again would hold up the agency, which is served by this process.
  await expect.poll(() => gateway.said(), SOON).toContain('"policy":"2026-03-02.');
  await ask(KEPT);
  expect(recorded('policy_change').map(({ to }) => to)).toContainEqual(expect.stringContaining('2026-03-02.'));

  // What does not compose.
  const good = readFileSync(schema(), 'utf8');
  write(schema(), (text) => text.replace('type Query {', 'type Query { broken: Nothing'));
  await expect.poll(ready, SOON).toEqual({ status: 'ready', degraded: ['graph'], serving: SERVING });
  await expect.poll(() => gateway.said(), SOON).toContain('what is on disk is not taken');
  expect((await ask(KEPT)).status).toBe(200);
  expect(recorded('schema_change')).toHaveLength(3);
  write(schema(), () => good);
  await expect.poll(ready, SOON).toEqual({ status: 'ready' });

  stopped.abort();
  await load;
  expect(failed).toEqual([]);
  // Each answer’s record names the graph that it was planned over: the last one has no `draft` for this caller.
  const outcomes = readRequests(checkout.logPath).filter(({ type }) => type === 'outcome');
  const graphsOf = (field: string): Set<unknown> =>
    new Set(outcomes.filter(({ access }) => access.some(({ fields }) => fields.includes(field))).map(graphOf));
  expect(graphsOf('title').size).toBe(3);
  expect(graphsOf('draft').size).toBeGreaterThan(0);
  expect(graphsOf('draft')).not.toContain(recorded('schema_change').at(-1)!['to']);
});

test('an agency without a key is named until its key is there', async () => {
  writeGraph(checkout.directory, checkout.agency.url, [STATS]);
  await expect.poll(ready, SOON).toEqual({ status: 'ready', degraded: ['graph'], serving: SERVING });
  await expect.poll(() => gateway.said(), SOON).toContain('stats.pub is missing');
  ensureKeys(join(checkout.directory, 'keys'), { subgraphs: ['stats'] });
  await expect.poll(ready, SOON).toEqual({ status: 'ready' });
  expect((await ask('{ total }')).status).toBe(200);
});

test('a part that is read at start only is not taken for served', async () => {
  write(join(checkout.directory, 'supergraph.yaml'), (text) => text.replace('zone: PARTY_WAN', 'zone: INTERNET'));
  gateway.child.kill('SIGHUP');
  await expect.poll(ready, SOON).toEqual({ status: 'ready', degraded: ['graph'], serving: SERVING });
  await expect.poll(() => gateway.said(), SOON).toContain('is read when the gateway starts: restart it');
});
