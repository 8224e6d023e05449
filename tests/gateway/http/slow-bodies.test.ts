import { once } from 'node:events';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withinDescriptors } from '../../../gateway/src/http/connections.js';
import { DOOR_LIMITS } from '../../../gateway/src/http/server.js';
import { answerOf, openDoor, type OpenDoor } from '../fixture/open-door.js';

/** As many as the door holds, where half of the connections are left to others. */
const MOST = Math.min(DOOR_LIMITS.bodies, Math.floor(withinDescriptors(DOOR_LIMITS.connections) / 2));

let at: OpenDoor;
beforeEach(async () => {
  // What was asked is what is answered.
  at = await openDoor({ answer: ({ body }) => Promise.resolve(answerOf(200, body!)) });
});
afterEach(() => at.close());

const HEAD = 'POST /graphql HTTP/1.1\r\nHost: gateway.test\r\nConnection: close\r\n';

/** A client that has sent so much, which the door has seen. */
async function sends(bytes: string, localAddress?: string): Promise<Socket> {
  const seen = once(at.door.server, 'request');
  const socket = at.connect(localAddress);
  socket.write(bytes);
  await seen;
  return socket;
}
/** A client that keeps the last byte of its body back. */
const lingers = (localAddress?: string): Promise<Socket> => sends(`${HEAD}Content-Length: 5\r\n\r\nslow`, localAddress);

/** Status and body of what a client is answered, once its connection is closed. */
async function told(socket: Socket): Promise<string> {
  const answer = await text(socket);
  return `${answer.split(' ')[1]} ${answer.split('\r\n\r\n')[1]}`;
}

async function crowd(most: number): Promise<Socket[]> {
  const all: Socket[] = [];
  while (all.length < most) all.push(await lingers());
  return all;
}

test('19: of more bodies than are held, one makes room: the one that has lingered longest where most are', async () => {
  const longest = await lingers('127.0.0.2');
  const [first, second] = await crowd(MOST - 1);
  const [newest, neighbour] = [await lingers('127.0.0.3'), await lingers()];
  expect(await Promise.all([first!, second!].map(told))).toEqual(['503 OVERLOADED', '503 OVERLOADED']);
  for (const one of [longest, newest, neighbour]) one.write('!');
  expect(await Promise.all([longest, newest, neighbour].map(told))).toEqual(Array(3).fill('200 slow!'));
  expect(at.recorded).toEqual(['OVERLOADED', 'OVERLOADED']);
});

test('19: a body that comes with its headers is read however many linger, and turns nobody away', async () => {
  const [first] = await crowd(MOST);
  expect(await told(await sends(`${HEAD}Content-Length: 5\r\n\r\nwhole`))).toBe('200 whole');
  first!.write('!');
  expect(await told(first!)).toBe('200 slow!');
  expect(at.recorded).toEqual([]);
});

test('19: a client that breaks off leaves its place to another', async () => {
  const [first, second] = await crowd(MOST);
  first!.destroy();
  await expect.poll(() => at.recorded).toContain('BAD_REQUEST');
  await lingers();
  second!.write('!');
  expect(await told(second!)).toBe('200 slow!');
  expect(at.recorded).not.toContain('OVERLOADED');
});

const inPieces = (body: string): string =>
  `${HEAD}Transfer-Encoding: chunked\r\n\r\n${body.replaceAll(/./g, '1\r\n$&\r\n')}0\r\n\r\n`;

test('a body in as many pieces as it has bytes is put together, up to the most that is read', async () => {
  const body = '0123456789'.repeat(DOOR_LIMITS.body / 10);
  expect(await told(await sends(inPieces(body)))).toBe(`200 ${body}`);
  expect(await told(await sends(inPieces(`${body}!`)))).toBe('413 PAYLOAD_TOO_LARGE');
});
