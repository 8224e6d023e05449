import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DOOR_LIMITS } from '../../../gateway/src/http/server.js';
import { answerOf, openDoor, type OpenDoor } from '../fixture/open-door.js';

const ASK = 'GET /graphql HTTP/1.1\r\nHost: gateway.test\r\n\r\n';
const BROKEN_BODY = 'POST /graphql HTTP/1.1\r\nHost: gateway.test\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n';
const GARBAGE = 'no HTTP\r\n\r\n';

let at: OpenDoor;
let client: Socket;
/** Answers what was asked, in its order. */
let answers: ((body: string) => void)[];
beforeEach(async () => {
  answers = [];
  at = await openDoor({
    answer: () => new Promise((resolve) => answers.push((body) => resolve(answerOf(200, Buffer.from(body))))),
  });
  client = at.connect();
});
afterEach(() => at.close());

/** Of everything that came until the door closed the connection: each status and body. */
async function told(): Promise<string[]> {
  const all = await text(client);
  return all.split(/(?=HTTP\/1\.1 )/).map((one) => `${one.split(' ')[1]} ${one.split('\r\n\r\n')[1]}`);
}

test('what follows a request and is no HTTP is not answered before it: that is answered, and the connection closed', async () => {
  client.write(ASK + GARBAGE);
  await expect.poll(() => [answers.length, at.recorded]).toEqual([1, ['BAD_REQUEST']]);
  answers[0]!('first');
  expect(await told()).toEqual(['200 first']);
});

test('all that was asked before it is answered', async () => {
  client.write(ASK + ASK + GARBAGE);
  await expect.poll(() => [answers.length, at.recorded]).toEqual([2, ['BAD_REQUEST']]);
  answers[1]!('second');
  answers[0]!('first');
  expect(await told()).toEqual(['200 first', '200 second']);
});

test('it is recorded once, however much more follows', async () => {
  client.write(ASK + GARBAGE);
  await expect.poll(() => at.recorded.length).toBe(1);
  let read = 0;
  at.door.server.on('clientError', () => (read += 1));
  client.write(GARBAGE);
  await expect.poll(() => read).toBe(1);
  answers[0]!('first');
  expect(await told()).toEqual(['200 first']);
  expect(at.recorded).toEqual(['BAD_REQUEST']);
});

test('an answer that has begun arrives whole, and nothing after it', async () => {
  const long = 'x'.repeat(16 * 1024 * 1024);
  client.write(ASK);
  await expect.poll(() => answers.length).toBe(1);
  answers[0]!(long);
  client.write(GARBAGE);
  await expect.poll(() => at.recorded).toEqual(['BAD_REQUEST']);
  const [first, ...more] = await told();
  expect([first === `200 ${long}`, more]).toEqual([true, []]);
});

test.each([
  ['its chunks', (): unknown => client.write(BROKEN_BODY)],
  [
    'its end',
    (): unknown => client.end('POST /graphql HTTP/1.1\r\nHost: gateway.test\r\nContent-Length: 9\r\n\r\nhalf'),
  ],
])('a request whose own body breaks, in %s, is told so, and recorded once', async (_, write) => {
  const closed = new Promise((resolve) => {
    at.door.server.once('request', ({ socket }: IncomingMessage) => {
      socket.once('close', () => setImmediate(resolve));
    });
  });
  write();
  expect(await told()).toEqual(['400 BAD_REQUEST']);
  await closed;
  expect(at.recorded).toEqual(['BAD_REQUEST']);
});

test('a request whose body breaks behind another is not told so in its place', async () => {
  client.write(ASK + BROKEN_BODY);
  await expect.poll(() => [answers.length, at.recorded[0]]).toEqual([1, 'BAD_REQUEST']);
  answers[0]!('first');
  expect(await told()).toEqual(['200 first']);
});

describe('what Node would answer by itself', () => {
  test('a request in HTTP/1.1 without a host is refused in our own form, and recorded', async () => {
    client.write('GET /graphql HTTP/1.1\r\nConnection: close\r\n\r\n');
    expect(await told()).toEqual(['400 BAD_REQUEST']);
    expect(at.recorded).toEqual(['BAD_REQUEST']);
  });

  test('one in HTTP/1.0 needs none', async () => {
    client.write('GET /graphql HTTP/1.0\r\n\r\n');
    await expect.poll(() => answers.length).toBe(1);
    answers[0]!('served');
    expect(await told()).toEqual(['200 served']);
  });

  test('an expectation that is not known is let be: the request is answered as any other', async () => {
    client.write('GET /graphql HTTP/1.1\r\nHost: gateway.test\r\nExpect: x\r\nConnection: close\r\n\r\n');
    await expect.poll(() => answers.length).toBe(1);
    answers[0]!('served');
    expect(await told()).toEqual(['200 served']);
  });

  test('a body that may come is asked for where its client waits for that', async () => {
    const head = 'POST /graphql HTTP/1.1\r\nHost: gateway.test\r\nExpect: 100-continue\r\nConnection: close';
    client.write(`${head}\r\nContent-Length: 2\r\n\r\n`);
    client.once('data', () => client.write('{}'));
    await expect.poll(() => answers.length).toBe(1);
    answers[0]!('served');
    expect(await told()).toEqual(['200 served']);
  });

  test('CONNECT behind another request is recorded, and not answered in its place', async () => {
    client.write(`${ASK}CONNECT gateway.test:80 HTTP/1.1\r\nHost: gateway.test\r\n\r\n`);
    await expect.poll(() => [answers.length, at.recorded]).toEqual([1, ['METHOD_NOT_ALLOWED']]);
    answers[0]!('first');
    expect(await told()).toEqual(['200 first']);
  });

  test('after as many requests as a connection may bring it is closed; what was sent behind them is refused, and recorded', async () => {
    const health = 'GET /healthz HTTP/1.1\r\nHost: gateway.test\r\n\r\n';
    client.write(health.repeat(DOOR_LIMITS.requestsPerSocket - 1) + ASK + ASK);
    await expect.poll(() => [answers.length, at.recorded]).toEqual([1, ['TOO_MANY_REQUESTS']]);
    answers[0]!('last');
    const all = await text(client);
    expect(all.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(DOOR_LIMITS.requestsPerSocket);
    expect(all.match(/connection: close/gi)).toHaveLength(1);
    expect(all.endsWith('last')).toBe(true);
  });
});
