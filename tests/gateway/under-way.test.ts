import { UnderWay, type Placed } from '../../gateway/src/under-way.js';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';

class One implements Placed {
  place = -1;
  /** A few kilobytes in V8's heap, as an answer takes. */
  readonly held = Array.from({ length: 500 }, (_, at) => at);
}

const contentOf = (underWay: UnderWay<One>): ReadonlySet<One> => {
  const content = new Set<One>();
  underWay.forEach((one) => content.add(one));
  return content;
};

describe('what is under way', () => {
  it('holds what was added and not removed', () => {
    const underWay = new UnderWay<One>();
    const expected = new Set<One>();
    for (let at = 0; at < 1_000; at += 1) {
      const one = new One();
      underWay.add(one);
      expected.add(one);
      // Now the first, now the last, now one in between, of those that are there.
      const gone = [...expected][(at * 7) % expected.size]!;
      if (at % 3 !== 0) {
        underWay.remove(gone);
        expected.delete(gone);
      }
      expect(underWay.size).toBe(expected.size);
    }
    expect(contentOf(underWay)).toEqual(expected);
  });

  it('takes no notice of what is removed twice, or was never there', () => {
    const underWay = new UnderWay<One>();
    const [one, other] = [new One(), new One()];
    underWay.add(one);
    underWay.remove(other);
    expect(contentOf(underWay)).toEqual(new Set([one]));
    underWay.remove(one);
    underWay.remove(one);
    expect(underWay.size).toBe(0);
  });

  it('visits the others where some are removed on the way', () => {
    const underWay = new UnderWay<One>();
    const all = Array.from({ length: 10 }, () => new One());
    for (const one of all) underWay.add(one);
    const visited = new Set<One>();
    underWay.forEach((one) => {
      visited.add(one);
      underWay.remove(one);
      underWay.remove(all[0]!);
    });
    expect(visited).toEqual(new Set(all.slice(1)));
    expect(underWay.size).toBe(0);
  });

  it('keeps nothing of what was removed, also where only the young are collected', () => {
    const underWay = new UnderWay<One>();
    const held: One[] = [];
    const collect = collector();
    collect({ type: 'major' });
    const before = process.memoryUsage().heapUsed;
    for (let at = 0; at < COUNT; at += 1) {
      const one = new One();
      underWay.add(one);
      held.push(one);
      if (held.length > AT_ONCE) underWay.remove(held.shift()!);
      if (at % 200 === 0) collect({ type: 'minor' });
    }
    collect({ type: 'minor' });
    // A set keeps half of all.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan((COUNT * BYTES) / 4);
  });
});

const COUNT = 20_000;
const AT_ONCE = 8;
/** Of one. */
const BYTES = 500 * 8;

function collector(): (how: { readonly type: 'minor' | 'major' }) => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as ReturnType<typeof collector>;
}
