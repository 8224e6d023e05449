import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CutShort } from '../../../gateway/src/http/deliver.js';
import { answerOf, openDoor, type OpenDoor } from '../fixture/open-door.js';

/** More than the buffers of a connection hold, so that it is never sent to a client that does not read. */
const LONG = Buffer.alloc(16 * 1024 * 1024, 'x');
/** As many as the door lets in at once, by clients of several addresses that do not wait for one answer before they ask again. */
const PLACES = 1_000;
const ADDRESSES = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'] as const;

let at: OpenDoor;
let body = LONG;
let served = 0;
const cut: CutShort[] = [];
beforeEach(async () => {
  served = 0;
  cut.length = 0;
  at = await openDoor({
    answer: () => Promise.resolve(answerOf(200, body, (served += 1))),
    cutShort: (_outcome, _trace, how) => cut.push(how),
  });
});
afterEach(() => at.close());

const ask = async (localAddress: string = ADDRESSES[0]): Promise<number> => {
  const [response] = (await once(
    request({ port: at.port, host: '127.0.0.1', localAddress, path: '/graphql', method: 'HEAD', agent: false }).end(),
    'response',
  )) as [IncomingMessage];
  response.resume();
  return response.statusCode!;
};

/** A client that asks so often and reads nothing; it goes when it is told to, which the door has noticed then. */
async function slowReader(times: number, localAddress: string = ADDRESSES[0]): Promise<() => Promise<void>> {
  const accepted = once(at.door.server, 'connection');
  const socket = at.connect(localAddress).pause();
  socket.write('GET /graphql HTTP/1.1\r\nHost: gateway.test\r\n\r\n'.repeat(times));
  const [theirs] = (await accepted) as [Socket];
  return async () => {
    const closed = new Promise((resolve) => theirs.once('close', resolve));
    socket.destroy();
    await closed;
  };
}

/** Takes every place; whoever took them goes when told to. */
async function takeEveryPlace(): Promise<() => Promise<void>> {
  const before = served;
  const readers: (() => Promise<void>)[] = [];
  for (const address of ADDRESSES) readers.push(await slowReader(PLACES / ADDRESSES.length, address));
  await expect.poll(() => served - before).toBe(PLACES);
  return async () => void (await Promise.all(readers.map((go) => go())));
}

test('19: answers that nobody reads keep their places, and all of them are given back when their clients go', async () => {
  for (let round = 0; round < 2; round += 1) {
    body = LONG;
    const go = await takeEveryPlace();
    expect(await ask()).toBe(503);
    await go();
    body = Buffer.from('short');
    expect(await ask()).toBe(200);
  }
});

test('one client that reads nothing leaves places to everybody else', async () => {
  body = LONG;
  const go = await slowReader(PLACES);
  await expect.poll(() => served).toBeGreaterThan(0.75 * PLACES);
  expect(await ask('127.0.0.1')).toBe(429);
  expect(await ask('127.0.0.2')).toBe(200);
  await go();
});

test('an answer that waited for another on its connection is told of as cut short too', async () => {
  body = LONG;
  const go = await slowReader(2);
  await expect.poll(() => served).toBe(2);
  await go();
  await expect.poll(() => cut.map(({ bytes }) => bytes)).toEqual([LONG.length, LONG.length]);
});
