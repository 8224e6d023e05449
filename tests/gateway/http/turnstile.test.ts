import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTurnstile, type Place, type Turnstile } from '../../../gateway/src/http/turnstile.js';
import { Refusal, type RefusalCode } from '../../../gateway/src/refusals.js';

/** How long this thread worked since it was last asked, in milliseconds, as a test says. */
let active = 0;
let turnstile: Turnstile;
beforeEach(() => {
  vi.useFakeTimers();
  turnstile = createTurnstile(() => ({ active, idle: 0, utilization: 0 }));
});
afterEach(() => {
  turnstile.close();
  vi.useRealTimers();
});

let clients = 0;
/** The next request of a client: of another one each time where nobody is named. */
const enter = (client = `client ${(clients += 1)}`): Place => {
  const place = turnstile.enter(client);
  if (typeof place === 'string') throw new Refusal(place);
  return place;
};
const refused = (code: RefusalCode) => expect.objectContaining({ code }) as Error;

/** As many as it lets in, up to a number. */
function fill(most = 2_000, client?: string): Place[] {
  const places: Place[] = [];
  try {
    while (places.length < most) places.push(enter(client));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  return places;
}

/** So many requests that took the thread so many milliseconds each. */
function serve(requests: number, milliseconds: number): void {
  active = requests * milliseconds;
  for (let n = 0; n < requests; n += 1) enter().leave();
  vi.advanceTimersByTime(500);
}

describe('173: overload', () => {
  test('no more is let in than can be answered in half of their time', () => {
    expect(fill()).toHaveLength(1_000);
  });

  test.each([
    [0.5, 1_000],
    [5, 500],
    [8, 312],
    [50, 256],
  ])('where a request costs %d ms, %d', (cost, most) => {
    serve(100, cost);
    expect(fill()).toHaveLength(most);
  });

  test('a place that is given back is somebody else’s', () => {
    const [first] = fill();
    expect(() => enter()).toThrow(refused('OVERLOADED'));
    first!.leave();
    expect(() => enter()).not.toThrow();
  });

  test('few requests say nothing of what one costs', () => {
    serve(10, 400);
    expect(fill()).toHaveLength(1_000);
  });
});

describe('174: one caller', () => {
  test('may have every place while there is room, and no more than half where it is crowded', () => {
    serve(100, 10);
    const theirs = fill(192);
    for (const place of theirs) place.claim('flood');
    const next = enter();
    expect(() => next.claim('flood')).toThrow(refused('TOO_MANY_REQUESTS'));
    next.leave();
    const other = enter();
    expect(() => other.claim('somebody')).not.toThrow();
  });

  test('is asked for nothing more once their requests are over', () => {
    serve(100, 10);
    const theirs = fill(192);
    for (const place of theirs) place.claim('flood');
    for (const place of theirs) place.leave();
    const again = enter();
    expect(() => again.claim('flood')).not.toThrow();
  });

  test('who has not said who they are is known by their address, and takes no more than half either', () => {
    serve(100, 10);
    expect(fill(500, 'flood')).toHaveLength(193);
    expect(() => enter('flood')).toThrow(refused('TOO_MANY_REQUESTS'));
    const other = enter('elsewhere');
    expect(() => other.claim('somebody')).not.toThrow();
  });

  test('whose claim is refused still holds the place, as the client that it came from', () => {
    serve(100, 10);
    const theirs = fill(192);
    for (const place of theirs) place.claim('flood');
    const more = fill(192, 'one address');
    for (const place of more) expect(() => place.claim('flood')).toThrow(refused('TOO_MANY_REQUESTS'));
    expect(() => enter('one address')).toThrow();
    for (const place of [...theirs, ...more]) place.leave();
    expect(fill(192, 'flood')).toHaveLength(192);
  });
});

test('189: once it is closed those who are inside are waited for, and not for ever', async () => {
  const [one, other] = [enter(), enter()];
  let closed = 0;
  void turnstile.close().then(() => (closed += 1));
  await vi.advanceTimersByTimeAsync(5_000);
  one.leave();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(closed).toBe(0);
  other.leave();
  await vi.advanceTimersByTimeAsync(0);
  expect(closed).toBe(1);

  enter();
  void turnstile.close().then(() => (closed += 1));
  await vi.advanceTimersByTimeAsync(12_000);
  expect(closed).toBe(2);
});
