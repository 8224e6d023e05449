import {
  createContextSigner,
  createProver,
  loadGatewayPrivateKeys,
  loadPublicKey,
  queryHash,
} from '@agency-graph/contract';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runGateway, untilReady, type GatewayProcess } from './support/gateway-process.js';
import { recordingProxy, type Exchange, type RecordingProxy } from './support/recording-proxy.js';
import { askAt, startSystem, type System } from './support/system.js';

let system: System;
let proxy: RecordingProxy;
let gateway: GatewayProcess;
let genuine: Exchange;

beforeAll(async () => {
  system = await startSystem({ size: 'tiny' });
  proxy = await recordingProxy(system.ports.tasks);
  gateway = await runGateway(system, { env: { TASKS_URL: `http://127.0.0.1:${proxy.port}/graphql` } });
  await untilReady(gateway);
});
afterAll(async () => {
  await gateway?.stop();
  await proxy?.close();
});
/** A fresh request of the real gateway to the tasks agency, as it went over the wire. */
beforeEach(async () => {
  proxy.take();
  await askAt(gateway.url, system.as('P1'), '{ task(id: "T-0100") { title } }');
  genuine = proxy.take()[0]!;
  expect(genuine.status).toBe(200);
});

type Headers = Readonly<Record<string, string | undefined>>;

const send = (to: 'tasks' | 'members' | 'documents' | 'organisations', body: Buffer | string, headers: Headers) => {
  const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return request(`http://127.0.0.1:${system.ports[to]}`)
    .post('/graphql')
    .set('content-type', 'application/json')
    .set(Object.fromEntries(given))
    .send(body.toString());
};
const headersOf = ({ headers }: Exchange): Headers => ({
  host: headers.host,
  'agency-context': headers['agency-context'] as string,
  'agency-proof': headers['agency-proof'] as string,
});

/** 401, and nothing ran: no data, no word on what was wrong. */
const expectTurnedAway = ({ status, text }: request.Response): void => {
  expect(status).toBe(401);
  expect(text).not.toContain('T-0100');
  expect(text).not.toMatch(/"data"|signature|expired|replay|select|stack|\.[jt]s:\d/i);
};

/** Signed with the gateway's own keys, so that only what a test makes wrong is wrong with it. `at` in milliseconds. */
const signedFor = (aud: string, to: string, body: string, at: number): Headers => {
  const keys = join(system.data, 'keys');
  const { signing, agreement } = loadGatewayPrivateKeys(keys);
  const claims = JSON.parse(
    Buffer.from((genuine.headers['agency-context'] as string).split('.')[1]!, 'base64url').toString(),
  ) as Record<string, unknown>;
  const { iss, iat: _, exp: __, jti: ___, ...rest } = claims as { iss: string; iat: number; exp: number; jti: string };
  const { query } = JSON.parse(body) as { query: string };
  const signer = createContextSigner({ iss, signingKey: signing, clock: () => at });
  const { jws, context } = signer.sign({ ...rest, aud, qs: [queryHash(query)], txn: randomUUID() } as never);
  const prover = createProver({
    iss,
    aud,
    agreementKey: agreement,
    subgraphKey: loadPublicKey(join(keys, `${aud}.pub`)),
  });
  const { jti, iat } = context;
  const proof = prover.prove({ method: 'POST', target: '/graphql', host: to, body: Buffer.from(body), jti, iat, n: 0 });
  return { host: to, 'agency-context': jws, 'agency-proof': proof };
};

describe('An agency admits only the gateway', () => {
  test('a request without context and proof', async () => {
    expectTurnedAway(await send('tasks', genuine.body, {}));
  });

  test('a context without its proof, and a proof without its context', async () => {
    const { 'agency-proof': proof, ...context } = headersOf(genuine);
    expectTurnedAway(await send('tasks', genuine.body, context));
    expectTurnedAway(await send('tasks', genuine.body, { 'agency-proof': proof }));
  });

  test('a user with the token that the gateway would take', async () => {
    const { token } = system.as('P1');
    expectTurnedAway(
      await send('tasks', '{"query":"{ tasks { nodes { title } } }"}', { authorization: `Bearer ${token}` }),
    );
    expectTurnedAway(
      await send('tasks', genuine.body, {
        ...headersOf(genuine),
        'agency-context': token,
        authorization: `Bearer ${token}`,
      }),
    );
  });

  test('what was made for another agency', async () => {
    for (const other of ['members', 'documents', 'organisations'] as const) {
      expectTurnedAway(
        await send(other, genuine.body, { ...headersOf(genuine), host: `127.0.0.1:${system.ports[other]}` }),
      );
    }
  });

  test('the same request a second time', async () => {
    expectTurnedAway(await send('tasks', genuine.body, headersOf(genuine)));
  });

  test('a request of a minute ago, signed by the gateway itself', async () => {
    const host = `127.0.0.1:${system.ports.tasks}`;
    const body = genuine.body.toString();
    expectTurnedAway(await send('tasks', body, signedFor('tasks', host, body, Date.now() - 60_000)));
    expectTurnedAway(await send('tasks', body, signedFor('tasks', host, body, Date.now() + 60_000)));
    // That nothing but the time was wrong:
    expect((await send('tasks', body, signedFor('tasks', host, body, Date.now()))).status).toBe(200);
  });

  test('one byte changed, wherever it is', async () => {
    const host = `127.0.0.1:${system.ports.tasks}`;
    const body = genuine.body.toString();
    const fresh = (): Headers => signedFor('tasks', host, body, Date.now());
    const flip = (text: string, at: number): string =>
      `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
    expectTurnedAway(await send('tasks', body.replace('T-0100', 'T-0101'), fresh()));
    expectTurnedAway(await send('tasks', `${body} `, fresh()));
    for (const name of ['agency-context', 'agency-proof']) {
      for (const part of [0.1, 0.5, 0.9]) {
        const headers = fresh();
        const text = headers[name]!;
        expectTurnedAway(await send('tasks', body, { ...headers, [name]: flip(text, Math.floor(text.length * part)) }));
      }
    }
    expectTurnedAway(await send('tasks', body, { ...fresh(), host: '127.0.0.1:1' }));
  });

  test('a query that is not of the plan that was signed', async () => {
    const host = `127.0.0.1:${system.ports.tasks}`;
    const other = '{"query":"{ tasks(first: 100) { nodes { title evaluation } } }"}';
    const { 'agency-context': context } = signedFor('tasks', host, genuine.body.toString(), Date.now());
    const { 'agency-proof': proof } = signedFor('tasks', host, other, Date.now());
    expectTurnedAway(await send('tasks', other, { host, 'agency-context': context, 'agency-proof': proof }));
  });

  test('and serves the gateway still', async () => {
    const { data } = await askAt(gateway.url, system.as('P1'), '{ task(id: "T-0100") { title } }');
    expect(data.task.title).toBe(system.world.task('T-0100')!.title);
  });
});
