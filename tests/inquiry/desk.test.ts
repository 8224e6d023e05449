import { createSecretKey } from 'node:crypto';
import {
  createCursors,
  createDesk,
  createEntries,
  scan,
  type DeskParts,
  type Line,
  type Search,
} from '@agency-graph/gateway/inquiry';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Calls } from '../../gateway/src/inquiry/protocol.js';
import { servedNames } from '../../gateway/src/inquiry/served-names.js';
import { timesOf } from '../../gateway/src/inquiry/stretches.js';
import { tally } from '../../gateway/src/inquiry/tally.js';
import { usageOf } from '../../gateway/src/inquiry/usage.js';
import { countVolumes } from '../../gateway/src/inquiry/volumes.js';
import { syntheticLog } from './support/synthetic-log.js';

const SIZE = 1_500;
/** Leaves that one look at the log goes through: far fewer than it has. */
const AT_A_LOOK = 60;
const log = syntheticLog({
  seed: 'desk',
  size: SIZE,
  accounts: 25,
  subjects: 60,
  from: '2025-11-20T00:00:00Z',
  days: 20,
});
const entries = createEntries(log);
const key = createSecretKey(Buffer.alloc(32, 1));
const NOBODY = 99;
const ERASED = 'M-59';
const ERASED_AT = new Date('2025-12-02T00:00:00Z');

/** Looks through the log until a signal. */
function lookingThrough(signal: AbortSignal, looked: () => unknown): Calls {
  const search: Search = {
    async find({ question, period, after, first, line }) {
      const page = scan(entries, question, period, { below: after ?? SIZE, first, line, most: AT_A_LOOK });
      looked();
      await Promise.resolve();
      signal.throwIfAborted();
      return { ...page, origin: log.origin, forged: [], distrusted: [], indexed: 0, size: SIZE };
    },
  };
  return {
    ...search,
    tally: (asked, by) => tally(search, asked, by),
    usage: (steward, period, of) => usageOf(search, steward, period, of),
    volumes: (organisation, period, of) => countVolumes(search, organisation, period, of),
    began: () => Promise.resolve(entries.intent(0)!.record.at),
    times: () => Promise.resolve(timesOf(entries, [])),
  } satisfies Partial<Calls> as Calls;
}

/** A desk over a log that is looked through in many steps; account `A-<n>` is of organisation `G0<n>`, `M-<n>` a subject. */
function deskOf(
  line: Line,
  gone = new AbortController().signal,
  looked: () => unknown = () => {},
  { origin = log.origin, now = '2025-12-31T00:00:00Z', of = 'G007' } = {},
) {
  const parts = {
    logs: {
      ACCESS: {
        inquiry: {
          until: (signal) => lookingThrough(signal, looked),
        },
        writer: {
          known: ({ of, id }, at) => {
            const number = Number(id.slice(2));
            if (of === 'Member') return log.subject(number, at);
            return number === NOBODY ? null : log.account(number);
          },
          log: { origin },
        },
        accountOf: () => Promise.resolve(null),
      },
    },
    auditors: { inquired: () => Promise.resolve({} as never) },
    cursors: createCursors(key),
    questionKey: key,
    standsForPersons: () => false,
    names: () =>
      servedNames(
        { rules: { policy: { stewards: new Map() } }, contributors: new Map() } as never,
        { find: () => undefined },
        { published: () => [] },
      ),
    organisationOf: (account) =>
      Promise.resolve(Number(account.slice(2)) < 25 ? `G${account.slice(2).padStart(3, '0')}` : null),
    erasureOf: ({ of, id }, where) =>
      Promise.resolve(of === 'Member' && id === ERASED && where === origin ? { id: 'ER-1', at: ERASED_AT } : null),
    approvals: { admit: () => Promise.resolve() },
    wallClock: () => Date.parse(now),
  } as DeepPartial<DeskParts> as DeskParts;
  const caller = { accountId: 'A-auditor', caseReference: null, organisation: { id: of } };
  return createDesk(parts, { caller, line } as never, {} as never, { gone } as never);
}

type DeepPartial<T> = T extends (...given: never[]) => unknown ? T : { readonly [K in keyof T]?: DeepPartial<T[K]> };

const askedAbout = (account: number) =>
  ({ ask: { account: `A-${account}` }, from: undefined, to: undefined, log: 'ACCESS' }) as const;

describe('an auditor of a line', () => {
  const [own, other] = [7, 0];
  const desk = deskOf(new Set(['G007']));

  test('is told the same of an account out of it as of one that nobody has', async () => {
    const { nodes, endCursor } = await deskOf(null).records(askedAbout(other), 5, undefined);
    expect([nodes.length > 0, endCursor]).toEqual([true, expect.any(String)]);
    const unknown = await desk.records(askedAbout(NOBODY), 5, undefined);
    expect(unknown).toMatchObject({ nodes: [], endCursor: null });
    expect(await desk.records(askedAbout(other), 5, undefined)).toEqual(unknown);
    expect(unknown.unknown).toContain('No account of this id');
    expect((await deskOf(null).records(askedAbout(other), 5, undefined)).unknown).toBeNull();
    expect((await desk.records(askedAbout(own), 5, undefined)).unknown).toBeNull();
  });

  test('is told nothing of an erasure, which those are who see all', async () => {
    const wanted = { ...askedAbout(own), ask: { subject: { type: 'Member', id: ERASED } } };
    const said = async (asked: typeof desk) => [
      (await asked.records(wanted, 5, undefined)).erased,
      (await asked.counts(wanted, 'DAY')).erased,
    ];
    expect(await said(desk)).toEqual([null, null]);
    const told = 'Erasure ER-1 was carried out: what stood under tokens of this Member before is found no longer.';
    expect(await said(deskOf(null))).toEqual([told, told]);
    const another = { ...wanted, ask: { subject: { type: 'Member', id: 'M-58' } } };
    expect((await deskOf(null).records(another, 5, undefined)).erased).toBeNull();
  });

  test('is given full pages of what is of it, and no cursor behind the last', async () => {
    const all: number[] = [];
    const sizes: number[] = [];
    let after: string | undefined;
    do {
      const { nodes, endCursor } = await desk.records(askedAbout(own), 5, after);
      all.push(...nodes.map(({ leaf }) => leaf.index));
      sizes.push(nodes.length);
      after = endCursor ?? undefined;
    } while (after !== undefined);
    const period = { from: '', to: '9' };
    const question = { kind: 'account', tokens: new Set([log.account(own)]) } as const;
    const plainly = scan(entries, question, period, { below: SIZE, first: SIZE, line: null });
    expect(all).toEqual(plainly.entries.map(({ index }) => index));
    expect(sizes.length).toBeGreaterThan(2);
    expect(sizes.slice(0, -1).every((size) => size === 5)).toBe(true);
    expect(sizes.at(-1)).toBeGreaterThan(0);
  });
});

describe('a question about a time', () => {
  const begins = async (from: string, to: string, line: Line = null) =>
    (await deskOf(line).records({ ...askedAbout(7), from, to }, 5, undefined)).begins;

  test('before the log is answered with when it begins, and about no other', async () => {
    const began = entries.intent(0)!.record.at;
    expect(await begins('2025-03-01', '2025-03-31')).toBe(began);
    expect(await begins('2025-03-01', '2025-03-31', new Set(['G007']))).toBe(began);
    expect(await begins('2025-03-01', '2025-12-31')).toBeNull();
    expect(await begins('2026-03-01', '2026-03-31')).toBeNull();
  });
});

describe('a question about a person', () => {
  const [subject, first] = [0, 100];

  test.each([
    ['while the clock was ahead of what it is set to now', '2025-11-25T00:00:00Z'],
    ['longer ago than records are usually asked for', '2037-01-01T00:00:00Z'],
  ])('finds what was recorded %s', async (_, now) => {
    const tokens = new Set(log.months.map((month) => log.subject(subject, month)));
    const period = { from: '', to: '9' };
    const plainly = scan(entries, { kind: 'subject', tokens, plain: null }, period, { below: SIZE, first, line: null });
    expect(new Set(plainly.entries.map(({ record }) => record.at.slice(0, 7)))).toEqual(new Set(log.months));
    // Of a line of all organisations pages are full, however much is looked through for them.
    const line = new Set(Array.from({ length: 25 }, (_, organisation) => `G0${String(organisation).padStart(2, '0')}`));
    const { nodes } = await deskOf(line, undefined, undefined, { now }).records(
      { ask: { subject: { type: 'Member', id: `M-${subject}` } }, from: undefined, to: undefined, log: 'ACCESS' },
      first,
      undefined,
    );
    expect(nodes.map(({ leaf }) => leaf.index)).toEqual(plainly.entries.map(({ index }) => index));
  });

  const tokensOf = (id: string, from?: string, to?: string) =>
    deskOf(null).tokens({ ask: { subject: { type: 'Member', id } }, from, to, log: 'ACCESS' });

  test('who was erased is told no token of a month in which they stood under another, and is told so', async () => {
    const [months, said] = [await tokensOf(ERASED), 'Of months that ended before it no tokens are told.'];
    expect(months.tokens).toEqual([{ month: '2025-12', token: log.subject(59, '2025-12') }]);
    expect(months.erased).toMatch(new RegExp(`^Erasure ER-1 was carried out: .* ${said}$`));
    expect(await tokensOf(ERASED, '2025-11-01', '2025-11-30')).toEqual({ ...months, tokens: [] });
    const { tokens, erased } = await tokensOf('M-58');
    expect([tokens.map(({ month }) => month), erased]).toEqual([['2025-11', '2025-12'], null]);
  });
});

describe('a question that goes through much of the log', () => {
  const everything = { ask: { everything: true }, from: undefined, to: undefined, log: 'ACCESS' } as const;
  const nobodys = new Set(['G999']);

  test('is looked for no longer once its client has gone', async () => {
    const client = new AbortController();
    let looks = 0;
    const desk = deskOf(nobodys, client.signal, () => (looks += 1) === 3 && client.abort());
    await expect(desk.records(everything, 5, undefined)).rejects.toThrow();
    expect(looks).toBe(3);
  });

  test('is looked for no longer than its auditor is waited for', async () => {
    const patience = new AbortController();
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(patience.signal);
    onTestFinished(() => timeout.mockRestore());
    let looks = 0;
    const desk = deskOf(nobodys, undefined, () => (looks += 1) === 3 && patience.abort());
    await expect(desk.records(everything, 5, undefined)).rejects.toThrow();
    expect(timeout).toHaveBeenCalledWith(15_000);
    expect(looks).toBe(3);
  });
});

describe('what is told of many records at once', () => {
  test.each(['node-1', 'node-2'])('says that it is of the log of %s: other nodes have others', async (origin) => {
    const desk = deskOf(null, undefined, undefined, { origin });
    const counts = await desk.counts(askedAbout(7), 'DAY');
    const usage = await desk.usage('members', undefined, undefined);
    const volumes = await desk.volumes('G007', '2025-11-20', '2025-12-31');
    expect([counts.counts, usage.lines, volumes.volumes].map((lines) => lines.length > 0)).toEqual([true, true, true]);
    expect([counts, usage, volumes].map((told) => told.origin)).toEqual([origin, origin, origin]);
  });
});

describe('a cursor', () => {
  const cursors = createCursors(key);
  const place = { leaf: 4_711, isNobodys: true };
  const cursor = cursors.seal(place, 'a question', 'node-1');

  test('is taken back for its question', () => {
    expect(cursors.open(cursor, 'a question', 'node-1')).toEqual(place);
    expect(() => cursors.open(cursor, 'another', 'node-1')).toThrow('The cursor is not one');
  });

  test('is refused by a node with the same keys, which asks another log', async () => {
    const { endCursor } = await deskOf(null).records(askedAbout(7), 5, undefined);
    const another = deskOf(null, undefined, undefined, { origin: 'node-2' });
    await expect(another.records(askedAbout(7), 5, endCursor!)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('of another node'),
    });
    await expect(deskOf(null).records(askedAbout(7), 5, endCursor!)).resolves.toMatchObject({ begins: null });
  });

  test('is refused once its auditor is one of another organisation, who may see others', async () => {
    const { endCursor } = await deskOf(null).records(askedAbout(7), 5, undefined);
    const moved = deskOf(null, undefined, undefined, { of: 'G008' });
    await expect(moved.records(askedAbout(7), 5, endCursor!)).rejects.toThrow('The cursor is not one');
  });

  test('says nothing of where it points: not in clear, nor by its length, nor by being like another', () => {
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('4711');
    expect(cursors.seal(place, 'a question', 'node-1')).not.toBe(cursor);
    expect(
      new Set(
        [0, 9, 4_711, 9_000_000_000].flatMap((leaf) =>
          [true, false].map((isNobodys) => cursors.seal({ leaf, isNobodys }, 'a question', 'node-1').length),
        ),
      ).size,
    ).toBe(1);
  });

  test('is refused with any bit of it changed', () => {
    const bytes = Buffer.from(cursor, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const forged = Buffer.from(bytes);
      forged[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => cursors.open(forged.toString('base64url'), 'a question', 'node-1')).toThrow('The cursor is not one');
    }
  });

  test.each(['', 'Zm9yZ2Vk', `${cursor}=`, ` ${cursor}`, cursor.slice(0, -1), cursor + cursor, 'A'.repeat(100_000)])(
    'is not just any text',
    (text) => {
      expect(() => cursors.open(text, 'a question', 'node-1')).toThrow('The cursor is not one');
    },
  );
});
