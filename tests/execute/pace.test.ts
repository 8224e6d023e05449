import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPace } from '../../gateway/src/execute/agency/pace.js';

/** A pace whose clock stands until a test moves it. */
function atRest(perSecond: number) {
  let time = 0;
  const pace = createPace(perSecond, () => time);
  return {
    /** How many of so many a caller gets. */
    ask: (caller: string, times: number): number =>
      Array.from({ length: times }, () => pace(caller)).filter((taken) => taken).length,
    wait: (milliseconds: number) => void (time += milliseconds),
  };
}

describe('174: the pace of an agency', () => {
  it('gives no more at once than a second’s requests, whoever asks', () => {
    const { ask } = atRest(50);
    const given = Array.from({ length: 100 }, (_, n) => ask(`caller-${n}`, 1));
    expect(given.reduce((sum, one) => sum + one)).toBe(50);
  });

  it('leaves some to the others, however often one asks', () => {
    const { ask, wait } = atRest(50);
    for (let second = 0; second < 20; second += 1) {
      ask('flood', 1_000);
      expect(ask('one', 3)).toBe(3);
      expect(ask('other', 3)).toBe(3);
      wait(1_000);
    }
  });

  it('gives all to one where nobody else asks, over any few seconds', () => {
    const { ask, wait } = atRest(50);
    let given = ask('alone', 100);
    for (let at = 0; at < 10_000; at += 10) {
      wait(10);
      given += ask('alone', 5);
    }
    expect(given).toBeGreaterThanOrEqual(500);
    expect(given).toBeLessThanOrEqual(550);
  });

  it('is kept, whoever asks when', () => {
    const step = fc.record({
      caller: fc.constantFrom('a', 'b', 'c'),
      times: fc.integer({ min: 1, max: 80 }),
      wait: fc.integer({ min: 0, max: 400 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const { ask, wait } = atRest(20);
        let [given, time] = [0, 0];
        for (const one of steps) {
          given += ask(one.caller, one.times);
          time += one.wait;
          wait(one.wait);
          expect(given).toBeLessThanOrEqual(20 + (time * 20) / 1_000);
        }
      }),
    );
  });
});
