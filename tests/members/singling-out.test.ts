import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../access/differential/random.js';
import { isMemberUnder, servedMembers, startMembers, type MembersUnderTest } from './members-under-test.js';

const SEED = '384202511';
const PAIRS = 1_000;
const LEAST = 10;
const GROUPS = ['GENDER', 'AGE_BAND', 'THEORY_LEVEL', 'STATUS', 'ETHNICITY_BAND'] as const;

/** Of one organisation: what is counted → the number that was told; what was kept back is left out. */
type Told = ReadonlyMap<string, number>;

let members: MembersUnderTest;
/** By path. */
let told: ReadonlyMap<string, Told>;
/** Path → members there and below, as they are. */
const sizes = new Map<string, number>();
beforeAll(async () => {
  members = await startMembers();
  const served = servedMembers(members);
  const organisations = [...members.world.organisations()].filter(({ path }) => {
    sizes.set(path, served.filter((member) => isMemberUnder(members, member, path)).length);
    return sizes.get(path) !== 0;
  });
  const ids = organisations.map(({ id }) => id);
  const found = organisations.map(() => new Map<string, number>());
  const note = (at: number, what: string, count: number | null): void =>
    void (count !== null && found[at]!.set(what, count));
  for (const by of GROUPS) {
    const { data } = await members.entities('Organisation', ids, `memberStats(by: ${by}) { key count }`, { rows: {} });
    data._entities.forEach(({ memberStats }: Stats, at: number) =>
      memberStats.forEach(({ key, count }) => note(at, `${by} ${key}`, count)),
    );
  }
  const { data } = await members.entities('Organisation', ids, 'dataQuality { dimension passed applicable }', {
    rows: {},
  });
  data._entities.forEach(({ dataQuality }: Quality, at: number) => {
    for (const { dimension, passed, applicable } of dataQuality) {
      note(at, `${dimension} applicable`, applicable);
      note(at, `${dimension} passed`, passed);
      note(at, `${dimension} failed`, passed === null || applicable === null ? null : applicable - passed);
    }
  });
  told = new Map(organisations.map(({ path }, at) => [path, found[at]!]));
});
afterAll(() => members?.close());

interface Stats {
  readonly memberStats: readonly { readonly key: string; readonly count: number | null }[];
}
interface Quality {
  readonly dataQuality: readonly {
    readonly dimension: string;
    readonly passed: number | null;
    readonly applicable: number | null;
  }[];
}

/** Whether so many persons are none, or enough not to be singled out. */
const isEnough = (persons: number): boolean => persons === 0 || persons >= LEAST;
const isWithin = (path: string, above: string): boolean => path.startsWith(`${above}.`);

describe('counts that overlap never isolate fewer than ten persons', () => {
  test(`in ${PAIRS} random pairs of an organisation and one within it (seed ${SEED})`, () => {
    const paths = [...told.keys()];
    const above = paths.filter((path) => paths.some((one) => isWithin(one, path)));
    const [isolating, both]: [string[], string[]] = [[], []];
    for (let index = 0; index < PAIRS; index += 1) {
      const random = new Random(SEED, index);
      const outer = random.pick(above);
      const inner = random.pick(paths.filter((path) => isWithin(path, outer)));
      for (const [what, whole] of told.get(outer)!) {
        const part = told.get(inner)!.get(what);
        if (part === undefined) continue;
        both.push(what);
        if (!isEnough(whole - part)) isolating.push(`${what}: ${outer} ${whole} less ${inner} ${part}`);
      }
    }
    expect(isolating).toEqual([]);
    expect(both.length).toBeGreaterThan(PAIRS);
  });

  test('an organisation less everything that is told within it', () => {
    const isolating = [...told].flatMap(([outer, counts]) =>
      [...counts].flatMap(([what, whole]) => {
        const within = [...told].filter(([path, inner]) => isWithin(path, outer) && inner.has(what));
        const greatest = within.filter(([path]) => !within.some(([one]) => isWithin(path, one)));
        const rest = whole - greatest.reduce((sum, [, inner]) => sum + inner.get(what)!, 0);
        return greatest.length === 0 || isEnough(rest) ? [] : [`${what}: ${outer} ${whole} leaves ${rest}`];
      }),
    );
    expect(isolating).toEqual([]);
  });

  test('the values of one group less each other, where the whole is known by another', () => {
    const isolating = [...told].flatMap(([path, counts]) => {
      return GROUPS.flatMap((by) => {
        const shown = [...counts].filter(([what]) => what.startsWith(`${by} `));
        const rest = sizes.get(path)! - shown.reduce((sum, [, count]) => sum + count, 0);
        return shown.length === 0 || isEnough(rest) ? [] : [`${by} of ${path}: ${rest} are left`];
      });
    });
    expect(isolating).toEqual([]);
  });

  test('and enough is told all the same', () => {
    const provinces = [...told].filter(([path]) => path.split('.').length <= 2);
    for (const [path, counts] of provinces) expect([path, counts.size > 0]).toEqual([path, true]);
    expect(told.get('TW')!.has('GENDER MALE')).toBe(true);
  });
});
