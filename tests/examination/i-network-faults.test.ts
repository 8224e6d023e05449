import { DEADLINE_HEADER } from '@agency-graph/contract';
import { afterEach, describe, expect, test } from 'vitest';
import { BREAKER } from '../../gateway/src/execute/agency/breaker.js';
import { clientUnderTest, MUTATION, QUERY, TRACE, type ClientUnderTest } from './support/client-under-test.js';
import { honestly, type Behaviour } from './support/ratings.js';

let client: ClientUnderTest;
afterEach(() => client?.close());

const ANSWER = JSON.stringify({ best: { id: 'O-1', rating: 'rated O-1' } });

const status =
  (code: number, headers: Record<string, string> = {}): Behaviour =>
  ({ response }) =>
    void response.writeHead(code, headers).end('{"data":{"best":null}}');
const reset: Behaviour = ({ socket }) => void socket.resetAndDestroy();
const silence: Behaviour = () => {};
/** An answer without end, a byte at a time. */
const crumbs: Behaviour = ({ socket }) =>
  void socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'1\r\n \r\n'.repeat(300_000)}`);
/** So many interim responses, and then what an honest agency says. */
const afterHints =
  (hints: number): Behaviour =>
  (visit) => {
    visit.socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(hints));
    honestly(visit);
  };

/** Behaves so once, and otherwise after that. */
const once =
  (behaviour: Behaviour, after: Behaviour = honestly): Behaviour =>
  (visit) => {
    client.agency.behave = after;
    behaviour(visit);
  };

describe('160, 163: time', () => {
  test('an agency that says nothing is given up after its timeout', async () => {
    client = await clientUnderTest({ timeoutMs: 120 });
    client.agency.behave = silence;
    expect(await client.ask()).toBe('timeout');
    expect(client.state()).toEqual({ breaker: 'closed', inFlight: 0, waiting: 0 });
  });

  test('it is told how much is left of the request, and asked nothing with less than 50 ms', async () => {
    client = await clientUnderTest();
    expect(await client.ask(QUERY, { deadline: performance.now() + 700 })).toBe(ANSWER);
    const [told] = client.agency.asked.map((headers) => Number(headers[DEADLINE_HEADER]));
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThanOrEqual(700);
    expect(await client.ask(QUERY, { deadline: performance.now() + 49 })).toBe('no-time');
    expect(client.agency.asked).toHaveLength(1);
  });

  test('what is left bounds the wait, whatever the agency’s own timeout is', async () => {
    client = await clientUnderTest();
    client.agency.behave = silence;
    expect(await client.ask(QUERY, { deadline: performance.now() + 150 })).toBe('timeout');
  });
});

describe('163, 166: time in our own line', () => {
  /** Calls that wait behind ones which hold all places until `end`; the agency behaves so to those that get a turn. */
  const behind = async (places: number, end: number, toThem: Behaviour, wait: () => Promise<string>[]) => {
    let came = 0;
    client.agency.behave = (visit) => ((came += 1) <= places ? silence : toThem)(visit);
    const held = Array.from({ length: places }, () => client.ask(MUTATION, { deadline: end }));
    const waiting = wait();
    expect(new Set(await Promise.all(held))).toEqual(new Set(['timeout']));
    return Promise.all(waiting);
  };

  test('a change whose time passes there is never sent, and is known not to be', async () => {
    client = await clientUnderTest({ concurrency: 1 });
    const ask = () => [client.ask(MUTATION, { deadline: performance.now() + 60 })];
    expect(await behind(1, performance.now() + 500, honestly, ask)).toEqual(['no-time']);
    expect(client.agency.asked).toHaveLength(1);
    expect(client.state()).toEqual({ breaker: 'closed', inFlight: 0, waiting: 0 });
  });

  test('who gets a turn with less than 50 ms left does not take it', async () => {
    client = await clientUnderTest({ concurrency: 1 });
    const end = performance.now() + 500;
    expect(await behind(1, end, honestly, () => [client.ask(QUERY, { deadline: end + 30 })])).toEqual(['no-time']);
    expect(client.agency.asked).toHaveLength(1);
  });

  /** So many of two callers, who have about half of the agency's time left when they get their turn. */
  const late = async (places: number, toThem: Behaviour): Promise<string[]> => {
    client = await clientUnderTest({ timeoutMs: 600, concurrency: places });
    return behind(places, performance.now() + 300, toThem, () =>
      Array.from({ length: places }, (_, n) => client.ask(MUTATION, { caller: `caller-${n % 2}` })),
    );
  };

  test('is not blamed on an agency that answers others', async () => {
    const told = await late(BREAKER.calls + 1, (visit) => once(honestly, silence)(visit));
    expect(told.filter((one) => one !== 'timeout')).toHaveLength(1);
    expect(client.state().breaker).toBe('closed');
  });

  test('is no excuse for one that answers nobody', async () => {
    expect(new Set(await late(BREAKER.calls, silence))).toEqual(new Set(['timeout']));
    expect(client.state().breaker).toBe('open');
  });
});

test('180: what came while the processor was elsewhere was not too late', async () => {
  client = await clientUnderTest({ timeoutMs: 120 });
  client.agency.behave = (visit) => {
    honestly(visit);
    const until = performance.now() + 200;
    while (performance.now() < until);
  };
  expect(await client.ask()).toBe(ANSWER);
  client.agency.behave = silence;
  expect(await client.ask()).toBe('timeout');
});

test('what an agency says before it answers is let be', async () => {
  client = await clientUnderTest();
  client.agency.behave = afterHints(5);
  expect(await client.ask()).toBe(ANSWER);
});

describe('164, 170: asked once more', () => {
  test.each<[string, Behaviour]>([
    ['a reset before the answer', reset],
    ['a 502', status(502)],
    ['a 503', status(503)],
    ['a 503 that may be asked at once', status(503, { 'retry-after': '0' })],
    ['a 504', status(504)],
  ])('a query after %s', async (_name, behaviour) => {
    client = await clientUnderTest();
    client.agency.behave = once(behaviour);
    expect(await client.ask()).toBe(ANSWER);
    expect(client.agency.asked).toHaveLength(2);
    const [first, second] = client.agency.asked.map((headers) => headers['agency-proof']);
    expect(first).not.toBe(second);
  });

  test.each<[string, Behaviour, string]>([
    ['a 500', status(500), 'status'],
    ['a 400', status(400), 'status'],
    ['a 503 that wants a minute', status(503, { 'retry-after': '60' }), 'status'],
    ['a 503 that wants a thousand years', status(503, { 'retry-after': '31536000000' }), 'status'],
    ['interim responses without end', afterHints(10_000), 'unreadable'],
    ['an answer in crumbs', crumbs, 'too-large'],
    ['what is not JSON', ({ response }) => void response.end('<html>'), 'unreadable'],
    [
      'a reset within the answer',
      ({ response }) => {
        response.writeHead(200, { 'content-length': '100' }).write('{"data":');
        setImmediate(() => response.socket!.resetAndDestroy());
      },
      'broken',
    ],
  ])('no query after %s', async (_name, behaviour, kind) => {
    client = await clientUnderTest();
    client.agency.behave = once(behaviour);
    expect(await client.ask()).toBe(kind);
    expect(client.agency.asked).toHaveLength(1);
  });

  test.each<[string, Behaviour, string]>([
    ['a reset', reset, 'connection'],
    ['a 503', status(503), 'status'],
  ])('no mutation after %s', async (_name, behaviour, kind) => {
    client = await clientUnderTest();
    client.agency.behave = once(behaviour);
    expect(await client.ask(MUTATION)).toBe(kind);
    expect(client.agency.asked).toHaveLength(1);
  });

  test('as long after as the agency asks for', async () => {
    client = await clientUnderTest();
    const at: number[] = [];
    client.agency.behave = (visit) => {
      at.push(performance.now());
      if (at.length === 1) status(503, { 'retry-after': '1' })(visit);
      else honestly(visit);
    };
    expect(await client.ask()).toBe(ANSWER);
    // The agency saw the first one a moment after it left, and a timer may fire a millisecond early.
    expect(at[1]! - at[0]!).toBeGreaterThan(900);
  });
});

test('165: an agency that always fails is sent at most a fifth more', async () => {
  client = await clientUnderTest();
  client.agency.behave = reset;
  for (let n = 0; n < 15; n += 1) expect(await client.ask()).toBe('connection');
  // A reserve of three stands for the first of all requests, so that a single lost connection can be mended.
  expect(client.agency.asked.length).toBeLessThanOrEqual(15 * 1.2 + 3);
});

describe('166, 167: left alone', () => {
  const askOften = (times: number, caller?: string): Promise<string[]> =>
    Promise.all(Array.from({ length: times }, () => client.ask(MUTATION, caller === undefined ? {} : { caller })));

  test('after twenty failures it is asked nothing', async () => {
    client = await clientUnderTest();
    client.agency.behave = status(500);
    await askOften(BREAKER.calls);
    expect(client.state().breaker).toBe('open');
    expect(await client.ask()).toBe('left-alone');
    expect(client.agency.asked).toHaveLength(BREAKER.calls);
  });

  test('not for mistakes of callers', async () => {
    client = await clientUnderTest();
    client.agency.behave = status(400);
    await askOften(30);
    client.agency.behave = ({ response }) => void response.end('{"errors":[{"message":"no"}]}');
    await askOften(30);
    expect(client.state().breaker).toBe('closed');
  });

  test('not for one caller whose questions an agency answers with 500, while others are answered', async () => {
    client = await clientUnderTest();
    expect(await client.ask(QUERY, { caller: 'another' })).toBe(ANSWER);
    client.agency.behave = status(500);
    await askOften(30, 'hostile');
    expect(client.state().breaker).toBe('closed');
    client.agency.behave = honestly;
    expect(await client.ask(QUERY, { caller: 'another' })).toBe(ANSWER);
  });

  test('not for one caller whose questions are slow, but for two whose are', async () => {
    client = await clientUnderTest({ timeoutMs: 100 });
    client.agency.behave = silence;
    expect(new Set(await askOften(BREAKER.calls, 'hostile'))).toEqual(new Set(['timeout']));
    expect(client.state().breaker).toBe('closed');
    await askOften(BREAKER.calls / 2, 'another');
    expect(client.state().breaker).toBe('open');
  });
});

describe('74, 157: what came of a question, for who runs the gateway', () => {
  const saying =
    (answer: object, code = 200): Behaviour =>
    ({ response }) =>
      void response.writeHead(code).end(JSON.stringify(answer));
  const cutOff = (response: Parameters<Behaviour>[0]['response'], socket: Parameters<Behaviour>[0]['socket']): void => {
    response.write('{"errors":[', () => void socket.resetAndDestroy());
  };
  const error = { message: 'Cannot query field "rating" on type "PublishedFeedback".' };
  const invalid = { ...error, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } };
  const unread = { ...error, extensions: { code: 'GRAPHQL_PARSE_FAILED' } };
  const mistake = { ...error, extensions: { code: 'BAD_USER_INPUT' } };

  test.each<[string, Behaviour, string]>([
    ['a whole answer', honestly, 'answered'],
    ['an error about a field', saying({ data: { best: null }, errors: [{ ...error, path: ['best'] }] }), 'with-errors'],
    [
      'an error about a field that takes no null',
      saying({ data: null, errors: [{ ...error, path: ['best'] }] }),
      'with-errors',
    ],
    ['an error about what the caller gave', saying({ errors: [mistake] }), 'with-errors'],
    ['an error about the whole question', saying({ errors: [error] }), 'answers-nothing'],
    ['a question that is not valid there', saying({ data: {}, errors: [invalid] }), 'refuses-question'],
    ['a question that it cannot read', saying({ errors: [unread] }), 'refuses-question'],
    ['errors that are none', saying({ errors: [null] }), 'answers-nothing'],
    ['a 401', status(401), 'refuses-gateway'],
    ['a 403', status(403), 'refuses-gateway'],
    ['a 400', status(400), 'status'],
    ['a 400 for a question that is not valid there', saying({ errors: [invalid] }, 400), 'refuses-question'],
    ['a 422 for a question that is not valid there', saying({ errors: [invalid] }, 422), 'refuses-question'],
    ['a 400 with an error about the whole question', saying({ errors: [error] }, 400), 'answers-nothing'],
    ['a 400 for what the caller gave', saying({ errors: [mistake] }, 400), 'status'],
    ['a 500 that speaks of the question', saying({ errors: [invalid] }, 500), 'status'],
    ['a 400 that is no answer', ({ response }) => void response.writeHead(400).end('Bad Request'), 'status'],
    [
      'a 400 for very much that is not valid there',
      saying({ errors: Array.from({ length: 400 }, () => invalid) }, 400),
      'refuses-question',
    ],
    ['a 400 of more than is read', saying({ errors: [invalid], more: 'x'.repeat(70_000) }, 400), 'status'],
    ['a 400 that never ends', ({ response }) => void response.writeHead(400).write('{"errors":['), 'status'],
    ['a 400 that breaks off', ({ response, socket }) => cutOff(response.writeHead(400), socket), 'status'],
  ])('%s', async (_name, behaviour, outcome) => {
    client = await clientUnderTest();
    client.agency.behave = behaviour;
    await client.ask();
    expect(client.outcomes).toEqual([outcome]);
  });
});

describe('what an agency takes at most', () => {
  test('so many at once, so many that wait, and no more', async () => {
    client = await clientUnderTest({ concurrency: 2, pending: 1 });
    const held: (() => void)[] = [];
    client.agency.behave = (visit) => void held.push(() => honestly(visit));
    const asked = [client.ask(), client.ask(), client.ask()];
    await expect.poll(() => held.length).toBe(2);
    expect(client.state()).toMatchObject({ inFlight: 2, waiting: 1 });
    expect(await client.ask()).toBe('busy');
    client.agency.behave = honestly;
    held.forEach((answer) => answer());
    expect(await Promise.all(asked)).toEqual([ANSWER, ANSWER, ANSWER]);
    expect(client.state()).toMatchObject({ inFlight: 0, waiting: 0 });
  });

  test('174: no caller takes all the places in which others would wait', async () => {
    client = await clientUnderTest({ concurrency: 1, pending: 2 });
    const held: (() => void)[] = [];
    client.agency.behave = (visit) => void held.push(() => honestly(visit));
    const flood = [1, 2, 3].map(() => client.ask(undefined, { caller: 'flood' }));
    await expect.poll(() => held.length).toBe(1);
    const newcomer = client.ask(undefined, { caller: 'newcomer' });
    expect(await flood[2]).toBe('busy');
    client.agency.behave = honestly;
    held.forEach((answer) => answer());
    expect(await Promise.all([newcomer, flood[0], flood[1]])).toEqual([ANSWER, ANSWER, ANSWER]);
    expect(client.state()).toMatchObject({ inFlight: 0, waiting: 0 });
  });

  test('174: no caller takes all of a second’s requests', async () => {
    client = await clientUnderTest({ requestsPerSecond: 50, pending: 200 });
    const flood = await Promise.all(Array.from({ length: 60 }, () => client.ask(QUERY, { caller: 'flood' })));
    expect(new Set(flood)).toEqual(new Set([ANSWER, 'rate']));
    expect(await client.ask(QUERY, { caller: 'newcomer' })).toBe(ANSWER);
  });

  test('so many a second', async () => {
    client = await clientUnderTest({ requestsPerSecond: 2 });
    expect(await Promise.all([client.ask(), client.ask(), client.ask()])).toEqual([ANSWER, ANSWER, 'rate']);
  });
});

describe('131: a client that leaves', () => {
  test('its query is broken off, and others’ are not', async () => {
    client = await clientUnderTest();
    const left = new AbortController();
    const closed = new Promise<void>((resolve) => {
      client.agency.behave = ({ response }) => {
        client.agency.behave = honestly;
        response.once('close', resolve);
        left.abort();
      };
    });
    expect(await client.ask(QUERY, { gone: left.signal })).toBe('gone');
    await closed;
    expect(await client.ask()).toBe(ANSWER);
  });

  test('its mutation is seen through', async () => {
    client = await clientUnderTest();
    const left = new AbortController();
    client.agency.behave = (visit) => {
      left.abort();
      honestly(visit);
    };
    expect(await client.ask(MUTATION, { gone: left.signal })).toBe('{"rate":"done"}');
  });
});

test('an agency is told the trace of the request, and each question has a place of its own in it', async () => {
  client = await clientUnderTest();
  await client.ask();
  await client.ask();
  const [first, second] = client.agency.asked.map(({ traceparent }) => String(traceparent));
  for (const one of [first, second]) expect(one).toMatch(new RegExp(`^00-${TRACE}-(?!0{16})[0-9a-f]{16}-01$`));
  expect(first).not.toBe(second);
});

test('129, 130: no two requests share an answer', async () => {
  client = await clientUnderTest();
  await Promise.all([
    client.ask(QUERY, { caller: 'one' }),
    client.ask(QUERY, { caller: 'other' }),
    client.ask(MUTATION),
    client.ask(MUTATION),
  ]);
  expect(client.agency.asked).toHaveLength(4);
});
