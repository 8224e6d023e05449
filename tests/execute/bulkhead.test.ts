import { describe, expect, it } from 'vitest';
import { createBulkhead } from '../../gateway/src/execute/agency/bulkhead.js';

/** A bulkhead, and in which order what happened at it. */
function underTest(concurrency: number, pending: number) {
  const bulkhead = createBulkhead(concurrency, pending);
  const told: string[] = [];
  const enter = (caller: string, name = caller): (() => void) =>
    bulkhead.enter({
      caller,
      onTurn: () => void told.push(name),
      onTurnedAway: ({ kind }) => void told.push(`${name} ${kind}`),
    });
  /** Places that are taken, by somebody who has no part in what follows. */
  const fill = (): void => {
    for (let n = 0; n < concurrency; n += 1) enter('first');
    told.length = 0;
  };
  return { bulkhead, told, enter, fill };
}

describe('174: a bulkhead', () => {
  it('turns one of those away who have most waiting, and no newcomer', () => {
    const { bulkhead, told, enter, fill } = underTest(50, 200);
    fill();
    for (let n = 1; n <= 200; n += 1) enter('flood', `flood ${n}`);
    enter('newcomer');
    expect(told).toEqual(['flood 200 busy']);
    enter('flood', 'flood 201');
    expect(told).toEqual(['flood 200 busy', 'flood 201 busy']);
    expect([bulkhead.inFlight, bulkhead.waiting]).toEqual([50, 200]);
  });

  it('gives turns round by caller', () => {
    const { bulkhead, told, enter, fill } = underTest(2, 10);
    fill();
    for (const name of ['flood 1', 'flood 2', 'flood 3']) enter('flood', name);
    enter('one');
    enter('other');
    for (let n = 0; n < 5; n += 1) bulkhead.leave();
    expect(told).toEqual(['flood 1', 'one', 'other', 'flood 2', 'flood 3']);
  });

  it('has no turn for who left the line, and their place in it is another’s', () => {
    const { bulkhead, told, enter, fill } = underTest(1, 2);
    fill();
    const leaveLine = enter('flood', 'flood 1');
    enter('flood', 'flood 2');
    leaveLine();
    leaveLine();
    enter('flood', 'flood 3');
    expect([told, bulkhead.waiting]).toEqual([[], 2]);
    bulkhead.leave();
    bulkhead.leave();
    expect(told).toEqual(['flood 2', 'flood 3']);
    bulkhead.leave();
    expect([bulkhead.inFlight, bulkhead.waiting]).toEqual([0, 0]);
  });

  it('has turns for however many leave at once when theirs comes', () => {
    const bulkhead = createBulkhead(1, 20_000);
    let turns = 0;
    const onTurn = (): void => {
      turns += 1;
      bulkhead.leave();
    };
    bulkhead.enter({ caller: 'first', onTurn: () => {}, onTurnedAway: () => {} });
    for (let n = 0; n < 20_000; n += 1) bulkhead.enter({ caller: `${n}`, onTurn, onTurnedAway: () => {} });
    bulkhead.leave();
    expect([turns, bulkhead.inFlight, bulkhead.waiting]).toEqual([20_000, 0, 0]);
  });

  it('has nothing to leave for who was turned away', () => {
    const { bulkhead, told, enter, fill } = underTest(1, 1);
    fill();
    enter('one');
    enter('other')();
    expect([told, bulkhead.waiting]).toEqual([['other busy'], 1]);
  });
});
