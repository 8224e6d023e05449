/** A bounded queue that serves callers in turn, however much one of them has waiting. */
export interface FairQueue<T> {
  /** Returns what is turned away for it: null, or the last one of the caller who has most waiting, which may be this one. */
  add(by: string, one: T): T | null;
  /** The first one of the caller whose turn it is, of those who may come. */
  take(mayCome?: (by: string) => boolean): T | undefined;
  /** Takes out one that waits for nothing any more; nothing where it does not wait. */
  remove(by: string, one: T): void;
  /** Takes away what one has waiting, but for the first `most`. */
  shorten(by: string, most: number): readonly T[];
  /** Takes all. */
  drain(): readonly T[];
  readonly size: number;
}

export function createFairQueue<T>(most: number): FairQueue<T> {
  /** In the order of turns. */
  const lanes = new Map<string, T[]>();
  let size = 0;

  const longest = (): T[] => [...lanes.values()].reduce((one, other) => (other.length > one.length ? other : one));

  return {
    add(by, one) {
      const own = lanes.get(by) ?? [];
      const full = size >= most ? longest() : null;
      if (full !== null && own.length + 1 >= full.length) return one;
      lanes.set(by, own);
      own.push(one);
      if (full !== null) return full.pop()!;
      size += 1;
      return null;
    },
    take(mayCome = () => true) {
      for (const [by, lane] of lanes) {
        if (!mayCome(by)) continue;
        lanes.delete(by);
        const one = lane.shift();
        if (one === undefined) continue;
        if (lane.length > 0) lanes.set(by, lane);
        size -= 1;
        return one;
      }
      return undefined;
    },
    remove(by, one) {
      const lane = lanes.get(by) ?? [];
      const at = lane.indexOf(one);
      if (at === -1) return;
      lane.splice(at, 1);
      size -= 1;
      if (lane.length === 0) lanes.delete(by);
    },
    shorten(by, most) {
      const taken = lanes.get(by)?.splice(most) ?? [];
      size -= taken.length;
      return taken;
    },
    drain() {
      const all = [...lanes.values()].flat();
      lanes.clear();
      size = 0;
      return all;
    },
    get size() {
      return size;
    },
  };
}
