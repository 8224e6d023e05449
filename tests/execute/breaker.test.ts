import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BREAKER, createBreaker, type Breaker, type Verdict } from '../../gateway/src/execute/agency/breaker.js';

const WELL: Verdict = { kind: 'well' };
const FAILED: Verdict = { kind: 'failed' };
const slowFor = (caller: string): Verdict => ({ kind: 'suspect', caller });

/** A breaker whose clock stands until a test moves it. */
function atRest() {
  let time = 0;
  const breaker = createBreaker(() => time);
  const call = (verdict: Verdict, times = 1): void => {
    for (let n = 0; n < times; n += 1) breaker.enter()?.(verdict);
  };
  return { breaker, call, wait: (milliseconds: number) => void (time += milliseconds) };
}

const opened = () => {
  const made = atRest();
  made.call(FAILED, BREAKER.calls);
  return made;
};

describe('a breaker', () => {
  it('opens at half of twenty calls, not at nineteen and not below half', () => {
    const { breaker, call } = atRest();
    call(WELL, 10);
    call(FAILED, 9);
    expect(breaker.state()).toBe('closed');
    call(FAILED);
    expect(breaker.state()).toBe('open');
    const well = atRest();
    well.call(WELL, 11);
    well.call(FAILED, 9);
    expect(well.breaker.state()).toBe('closed');
  });

  it('forgets what is ten seconds old', () => {
    const { breaker, call, wait } = atRest();
    call(FAILED, 19);
    wait(BREAKER.window);
    call(FAILED, 19);
    expect(breaker.state()).toBe('closed');
  });

  it('lets one probe in after five seconds, and the others only after it went well', () => {
    const { breaker, wait } = opened();
    wait(BREAKER.open - 1);
    expect(breaker.enter()).toBe(null);
    wait(1);
    const probe = breaker.enter();
    expect([breaker.enter(), breaker.state()]).toEqual([null, 'probing']);
    probe!(WELL);
    expect([typeof breaker.enter(), breaker.state()]).toEqual(['function', 'closed']);
  });

  it('stays open for five seconds more when the probe fails', () => {
    const { breaker, call, wait } = opened();
    wait(BREAKER.open);
    call(FAILED);
    wait(BREAKER.open - 1);
    expect(breaker.enter()).toBe(null);
    wait(1);
    expect(breaker.enter()).not.toBe(null);
  });

  it('takes another probe when nothing is known of the first', () => {
    const { breaker, call, wait } = opened();
    wait(BREAKER.open);
    call({ kind: 'unknown' });
    expect(breaker.enter()).not.toBe(null);
  });

  it('does not count what one caller alone met, but what two did', () => {
    const { breaker, call } = atRest();
    call(slowFor('one'), 100);
    expect(breaker.state()).toBe('closed');
    call(slowFor('other'));
    expect(breaker.state()).toBe('open');
  });

  it('hears nothing of calls from before it opened', () => {
    const { breaker, call, wait } = atRest();
    const early = Array.from({ length: 40 }, () => breaker.enter()!);
    call(FAILED, BREAKER.calls);
    wait(BREAKER.open);
    breaker.enter()!(WELL);
    early.forEach((tell) => tell(FAILED));
    expect(breaker.state()).toBe('closed');
  });

  it('is open only when at least ten of the last twenty seconds’ calls failed, whatever happens', () => {
    const step = fc.oneof(
      fc.record({ wait: fc.integer({ min: 0, max: 3_000 }) }),
      fc.record({ verdict: fc.constantFrom<Verdict>(WELL, FAILED, slowFor('a'), slowFor('b'), { kind: 'unknown' }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        let time = 0;
        const breaker: Breaker = createBreaker(() => time);
        const failures: number[] = [];
        for (const one of steps) {
          if ('wait' in one) time += one.wait;
          else {
            const before = breaker.state();
            breaker.enter()?.(one.verdict);
            if (one.verdict.kind !== 'well') failures.push(time);
            const recent = failures.filter((at) => time - at < BREAKER.window);
            if (before === 'closed' && breaker.state() === 'open') expect(recent.length).toBeGreaterThanOrEqual(10);
          }
        }
      }),
    );
  });
});
