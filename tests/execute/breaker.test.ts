import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BREAKER, createBreaker, type Breaker, type Verdict } from '../../gateway/src/execute/agency/breaker.js';

/** A breaker whose clock stands until a test moves it. */
function atRest() {
  let time = 0;
  const breaker = createBreaker(() => time);
  const call = (verdict: Verdict, times = 1, caller = 'one'): void => {
    for (let n = 0; n < times; n += 1) breaker.enter(caller)?.(verdict);
  };
  return { breaker, call, wait: (milliseconds: number) => void (time += milliseconds) };
}

const opened = () => {
  const made = atRest();
  made.call('failed', BREAKER.calls);
  return made;
};

describe('a breaker', () => {
  it('opens at half of twenty calls, not at nineteen and not below half', () => {
    const { breaker, call } = atRest();
    call('well', 10);
    call('failed', 9);
    expect(breaker.state()).toBe('closed');
    call('failed');
    expect(breaker.state()).toBe('open');
    const well = atRest();
    well.call('well', 11);
    well.call('failed', 9);
    expect(well.breaker.state()).toBe('closed');
  });

  it('forgets what is ten seconds old', () => {
    const { breaker, call, wait } = atRest();
    call('failed', 19);
    wait(BREAKER.window);
    call('failed', 19);
    expect(breaker.state()).toBe('closed');
  });

  it('lets one probe in after five seconds, and the others only after it went well', () => {
    const { breaker, wait } = opened();
    wait(BREAKER.open - 1);
    expect(breaker.enter('one')).toBe(null);
    wait(1);
    const probe = breaker.enter('one');
    expect([breaker.enter('one'), breaker.state()]).toEqual([null, 'probing']);
    probe!('well');
    expect([typeof breaker.enter('one'), breaker.state()]).toEqual(['function', 'closed']);
  });

  it('stays open for five seconds more when the probe fails', () => {
    const { breaker, call, wait } = opened();
    wait(BREAKER.open);
    call('failed');
    wait(BREAKER.open - 1);
    expect(breaker.enter('one')).toBe(null);
    wait(1);
    expect(breaker.enter('one')).not.toBe(null);
  });

  it('takes another probe when nothing is known of the first', () => {
    const { breaker, call, wait } = opened();
    wait(BREAKER.open);
    call('unknown');
    expect(breaker.enter('one')).not.toBe(null);
  });

  it('counts what was slow for one caller as often as it was for all others together', () => {
    const { breaker, call } = atRest();
    call('suspect', 100);
    call('suspect', 9, 'other');
    expect(breaker.state()).toBe('closed');
    call('suspect', 1, 'third');
    expect(breaker.state()).toBe('open');
  });

  it.each<Verdict>(['erred', 'suspect'])(
    'is not closed to everybody by one’s %s and another’s single one',
    (verdict) => {
      const { breaker, call, wait } = atRest();
      for (let second = 0; second < 10; second += 1) {
        call(verdict, 10, 'hostile');
        for (let n = 0; n < 9; n += 1) call('well', 1, `other ${(second * 9 + n) % 50}`);
        wait(BREAKER.slice - 1);
      }
      call(verdict, 1, 'other 7');
      call(verdict, 10, 'hostile');
      expect(breaker.state()).toBe('closed');
    },
  );

  it('opens where half of what everybody asks fails, whoever asks the most', () => {
    const { breaker, call } = atRest();
    call('well', 10, 'busy');
    for (let n = 0; n < 10; n += 1) call('well', 1, `other ${n}`);
    call('erred', 100, 'busy');
    for (let n = 0; n < 10; n += 1) call('suspect', 1, `other ${n}`);
    expect(breaker.state()).toBe('open');
  });

  it('counts the failures of more callers than it keeps apart, each of them once', () => {
    const { breaker, call } = atRest();
    for (let n = 0; n < 100; n += 1) call('well', 1, `other ${n}`);
    for (let n = 0; n < 99; n += 1) call('erred', 1, `other ${n}`);
    expect(breaker.state()).toBe('closed');
    call('erred', 1, 'other 99');
    expect(breaker.state()).toBe('open');
  });

  it('counts what is no answer to one caller in full only where nobody else is answered well', () => {
    const hostile = atRest();
    hostile.call('well', 1, 'other');
    hostile.call('erred', 100);
    expect(hostile.breaker.state()).toBe('closed');
    hostile.call('erred', 9, 'other');
    expect(hostile.breaker.state()).toBe('closed');
    hostile.call('erred', 1, 'third');
    expect(hostile.breaker.state()).toBe('open');
    const alone = atRest();
    alone.call('well');
    alone.call('erred', BREAKER.calls);
    expect(alone.breaker.state()).toBe('open');
    const later = atRest();
    later.call('well', 1, 'other');
    later.wait(BREAKER.window);
    later.call('erred', BREAKER.calls);
    expect(later.breaker.state()).toBe('open');
  });

  it.each<Verdict>(['erred', 'suspect'])('takes another’s probe at once when one was %s', (verdict) => {
    const { breaker, call, wait } = opened();
    wait(BREAKER.open);
    call(verdict, 10, 'hostile');
    expect([breaker.isResting('hostile'), breaker.isResting('other')]).toEqual([true, false]);
    call('well', 1, 'other');
    expect(breaker.state()).toBe('closed');
    expect(breaker.isResting('hostile')).toBe(false);
  });

  it.each<Verdict>(['erred', 'suspect'])(
    'stays open for five seconds more when two callers’ probes were %s',
    (verdict) => {
      const { breaker, call, wait } = opened();
      wait(BREAKER.open);
      call(verdict, 1, 'one');
      call(verdict, 1, 'other');
      expect(breaker.isResting('third')).toBe(true);
      wait(BREAKER.open);
      expect(breaker.isResting('one')).toBe(false);
    },
  );

  it('is probed every five seconds by who is alone', () => {
    const { breaker, call, wait } = opened();
    wait(BREAKER.open);
    call('suspect');
    wait(BREAKER.open - 1);
    expect(breaker.enter('one')).toBe(null);
    wait(1);
    call('well');
    expect(breaker.state()).toBe('closed');
  });

  it('hears nothing of calls from before it opened', () => {
    const { breaker, call, wait } = atRest();
    const early = Array.from({ length: 40 }, () => breaker.enter('one')!);
    call('failed', BREAKER.calls);
    wait(BREAKER.open);
    breaker.enter('one')!('well');
    early.forEach((tell) => tell('failed'));
    expect(breaker.state()).toBe('closed');
  });

  it('is open only when at least ten of the last twenty seconds’ calls failed, whatever happens', () => {
    const step = fc.oneof(
      fc.record({ wait: fc.integer({ min: 0, max: 3_000 }) }),
      fc.record({
        verdict: fc.constantFrom<Verdict>('well', 'failed', 'erred', 'suspect', 'unknown'),
        caller: fc.constantFrom('a', 'b'),
      }),
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
            breaker.enter(one.caller)?.(one.verdict);
            if (one.verdict !== 'well') failures.push(time);
            const recent = failures.filter((at) => time - at < BREAKER.window);
            if (before === 'closed' && breaker.state() === 'open') expect(recent.length).toBeGreaterThanOrEqual(10);
          }
        }
      }),
    );
  });
});
