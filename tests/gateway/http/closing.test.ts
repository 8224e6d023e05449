import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createServer } from '../../../gateway/src/http/server.js';
import type { Answer } from '../../../gateway/src/http/write-answer.js';

test('189: a door is closed once what was asked there is over and told of, though its client has left', async () => {
  const happened: string[] = [];
  const work = Promise.withResolvers<Answer>();
  const begun = Promise.withResolvers<void>();
  const door = createServer({
    answer: () => {
      begun.resolve();
      return work.promise;
    },
    turnAway: () => Promise.reject(new Error('nobody is turned away')),
    cutShort: (outcome) => void happened.push(`${outcome} cut short`),
    notReady: () => null,
  });
  await door.listen({ host: '127.0.0.1', port: 0 });
  const client = connect((door.server.address() as AddressInfo).port, '127.0.0.1');
  client.write('GET /graphql HTTP/1.1\r\nHost: gateway.test\r\n\r\n');
  await begun.promise;

  client.destroy();
  const noConnection = once(door.server, 'close');
  const closed = door.close().then(() => happened.push('closed'));
  await noConnection;
  for (let turn = 0; turn < 20; turn += 1) await setImmediate();
  happened.push('answered');
  const answer = { status: 200, headers: { 'x-trace-id': 'trace' }, body: Buffer.from('done'), outcome: 7 };
  work.resolve(answer as unknown as Answer);
  await closed;
  expect(happened).toEqual(['answered', '7 cut short', 'closed']);
});
