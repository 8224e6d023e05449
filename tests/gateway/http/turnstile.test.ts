import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTurnstile, type Place, type Turnstile } from '../../../gateway/src/http/turnstile.js';

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

/** As many as it lets in, up to a number. */
function fill(most = 2_000): Place[] {
  const places: Place[] = [];
  for (let place = turnstile.enter(); place !== null; place = places.length < most ? turnstile.enter() : null)
    places.push(place);
  return places;
}

/** So many requests that took the thread so many milliseconds each. */
function serve(requests: number, milliseconds: number): void {
  active = requests * milliseconds;
  for (let n = 0; n < requests; n += 1) turnstile.enter()!.leave();
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
    expect(turnstile.enter()).toBeNull();
    first!.leave();
    expect(turnstile.enter()).not.toBeNull();
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
    const next = turnstile.enter()!;
    expect(() => next.claim('flood')).toThrow(expect.objectContaining({ code: 'TOO_MANY_REQUESTS' }) as Error);
    next.leave();
    const other = turnstile.enter()!;
    expect(() => other.claim('somebody')).not.toThrow();
  });

  test('is asked for nothing more once their requests are over', () => {
    serve(100, 10);
    const theirs = fill(192);
    for (const place of theirs) place.claim('flood');
    for (const place of theirs) place.leave();
    const again = turnstile.enter()!;
    expect(() => again.claim('flood')).not.toThrow();
  });
});
