import { createSecretKey } from 'node:crypto';
import { createCursors, createDesk, type DeskParts, type Line, type Search } from '@agency-graph/gateway/inquiry';
import { expect, describe, test } from 'vitest';
import { createApprovals } from '../../gateway/src/inquiry/approvals.js';
import { createAccesses } from '../../gateway/src/inquiry/accesses.js';
import { servedNames } from '../../gateway/src/inquiry/served-names.js';
import { tally } from '../../gateway/src/inquiry/tally.js';
import { contextOf, fieldset, REQUEST, searchIn, token } from './support/small-log.js';

// A vehicle stood for a person in February alone: a field of it was sensitive then, and is not any more.
const IN_FEBRUARY = '2026-02-10T00:00:00.000000Z';
const IN_MARCH = '2026-03-10T00:00:00.000000Z';
const tokenOf = (of: string, id: string, at: string): string => token(`${of}${id}${at.slice(5, 7)}`.replace(/\W/g, ''));

const [VEHICLE, ROUTE] = [2, 3];
const read = (at: string, set: number, records: readonly string[], more: object = {}): object => ({
  type: 'outcome',
  at,
  ...REQUEST,
  access: [{ fieldset: set, n: records.length, records }],
  ...more,
});
const asToken = (id: string, at: string) => tokenOf('Vehicle', id, at);
const PHONE = '0912';
const soughtIn = (id: string, at: string) => ({ identifiers: [{ argument: 0, tokens: [asToken(id, at)] }] });
const LOG = [
  contextOf('asker', 'G07'),
  {
    type: 'define',
    operation: {
      hash: 'h'.repeat(42) + 'A',
      kind: 'query',
      name: 'Look',
      arguments: [{ argument: 'Query.vehicle(id:)', of: 'Vehicle' }],
      text: 'query Look { __typename }',
    },
  },
  fieldset('Vehicle', 'transport', 'plate', { effect: 'allow' }),
  fieldset('Route', 'transport', 'name', { effect: 'allow' }),
  read(IN_FEBRUARY, VEHICLE, [asToken('V-0001', IN_FEBRUARY)]),
  read(IN_FEBRUARY, VEHICLE, [asToken('V-0002', IN_FEBRUARY), asToken('V-0001', IN_FEBRUARY)]),
  read(IN_MARCH, VEHICLE, ['V-0001']),
  read(IN_MARCH, ROUTE, ['V-0001']),
  read(IN_MARCH, VEHICLE, ['V-0003', 'V-0001'], soughtIn('V-0001', IN_MARCH)),
  read(IN_MARCH, VEHICLE, [], soughtIn('V-0001', IN_MARCH)),
  read(IN_MARCH, VEHICLE, ['V-0003'], soughtIn('V-0003', IN_MARCH)),
  read(IN_MARCH, VEHICLE, [], {
    identifiers: [{ argument: 0, tokens: [tokenOf('Member.phone', PHONE, IN_MARCH)] }],
  }),
  {
    type: 'write',
    at: IN_MARCH,
    ...REQUEST,
    agency: 'transport',
    source: 'transport',
    field: 'Mutation.retireVehicle',
    effect: 'done',
    records: ['V-0004'],
  },
  ...['Vehicle', 'Route'].map((of) => ({
    type: 'write',
    at: IN_MARCH,
    ...REQUEST,
    agency: 'transport',
    source: 'transport',
    field: `Mutation.close${of}`,
    effect: 'done',
    of,
    records: ['V-0005'],
  })),
  {
    type: 'write',
    at: IN_MARCH,
    ...REQUEST,
    agency: 'transport',
    source: 'transport',
    field: 'Mutation.retireVehicle',
    effect: 'unknown',
    records: [],
    ...soughtIn('V-0001', IN_MARCH),
  },
];
/** Newest first; the last may have changed it, and a route has the same id. */
const OF_FIRST = [15, 9, 8, 6, 5, 4];
const OF_THIRD = [10, 8];

/** A desk over that log, and whom its auditor was counted to have asked about. */
function deskOver({
  search = searchIn(LOG),
  standsFor = false as boolean | null,
  line = null as Line,
  caseReference = null as unknown,
} = {}) {
  const counted: string[] = [];
  const read: object[] = [];
  const calls = {
    find: search.find,
    tally: (asked: Parameters<typeof tally>[1], by: Parameters<typeof tally>[2]) => tally(search, asked, by),
    times: () => Promise.resolve([{ from: IN_FEBRUARY, to: IN_MARCH }]),
    began: () => Promise.resolve(IN_FEBRUARY),
  };
  const key = createSecretKey(Buffer.alloc(32, 1));
  const log = {
    inquiry: { until: () => calls },
    writer: {
      known: ({ of, id }: { of: string; id: string }, month: string) =>
        (/^V-000[1-3]$/.test(id) && of === 'Vehicle') || (of === 'Member.phone' && id === PHONE)
          ? tokenOf(of, id, month)
          : null,
      log: { origin: 'small' },
    },
    accountOf: () => Promise.resolve(null),
  };
  const parts = {
    logs: { ACCESS: log, AUDITORS: log },
    auditors: { inquired: (did: object) => Promise.resolve(read.push(did)) },
    cursors: createCursors(key),
    questionKey: key,
    standsForPersons: () => standsFor,
    names: () =>
      servedNames(
        {
          rules: { policy: { stewards: new Map() } },
          contributors: new Map([['Vehicle.plate', ['transport']]]),
        } as never,
        { find: () => undefined },
        { published: () => [] },
      ),
    organisationOf: () => Promise.resolve(null),
    erasureOf: () => Promise.resolve(null),
    approvals: createApprovals({
      store: {
        of: () => Promise.resolve([]),
        ask: ({ subject }: { subject: string }) => Promise.resolve((counted.push(subject), null)),
      } as never,
      rules: () => ({ persons: 10, personsInAll: 30, hours: 24 }) as never,
      wallClock: () => Date.parse(IN_MARCH),
      record: () => Promise.resolve(),
    }),
    wallClock: () => Date.parse(IN_MARCH),
  };
  const caller = { accountId: 'A-auditor', caseReference, organisation: { id: 'G07' } };
  const desk = createDesk(
    parts as unknown as DeskParts,
    { caller, line } as never,
    {} as never,
    {
      gone: new AbortController().signal,
    } as never,
  );
  return { desk, counted, read, log };
}

const about = (kind: 'subject' | 'record', id: string, type = 'Vehicle') =>
  ({ ask: { [kind]: { type, id } }, from: undefined, to: undefined, log: 'ACCESS' }) as const;

const leavesOf = (found: { nodes: readonly { leaf: { index: number } }[] }) =>
  found.nodes.map(({ leaf }) => leaf.index);

describe('a question about one record', () => {
  test.each([
    ['a person’s', true],
    ['a thing’s', false],
    ['nobody knows whose', null],
  ])(
    'finds it under its tokens and under its own id, by either name, where its type is %s today',
    async (_, standsFor) => {
      for (const kind of ['subject', 'record'] as const) {
        const { desk } = deskOver({ standsFor, caseReference: 'INS-1' });
        const whole = await desk.records(about(kind, 'V-0001'), 50, undefined);
        expect([kind, leavesOf(whole), whole.endCursor]).toEqual([kind, OF_FIRST, null]);
        expect((await desk.counts(about(kind, 'V-0001'), 'KIND')).of).toBe(OF_FIRST.length);
      }
    },
  );

  test.each(['subject', 'record'] as const)('has all of them on its pages, once each, asked by %s', async (kind) => {
    const { desk } = deskOver({ caseReference: 'INS-1' });
    const all: number[] = [];
    let after: string | undefined;
    do {
      const page = await desk.records(about(kind, 'V-0001'), 2, after);
      all.push(...leavesOf(page));
      after = page.endCursor ?? undefined;
    } while (after !== undefined);
    expect(all).toEqual(OF_FIRST);
  });

  test('finds it under its own id after its keys were destroyed: what stands so is not erased', async () => {
    const { desk, log } = deskOver({ standsFor: true, caseReference: 'INS-1' });
    log.writer.known = () => null;
    expect(leavesOf(await desk.records(about('subject', 'V-0001'), 50, undefined))).toEqual([8, 6]);
  });

  test.each(['subject', 'record'] as const)('finds who changed it, asked by %s', async (kind) => {
    const { desk } = deskOver({ caseReference: kind === 'subject' ? 'INS-1' : null });
    expect(leavesOf(await desk.records(about(kind, 'V-0004'), 50, undefined))).toEqual([12]);
    const { nodes } = await desk.records(about(kind, 'V-0005'), 50, undefined);
    expect(nodes.map(({ leaf, says }) => [leaf.index, says])).toEqual([
      [13, 'Mutation.closeVehicle done: Vehicle V-0005'],
    ]);
    expect(leavesOf(await desk.records(about(kind, 'V-0006'), 50, undefined))).toEqual([]);
  });

  test('is not answered with what has the same id and is of another type', async () => {
    const { desk } = deskOver({ caseReference: 'INS-1' });
    expect(leavesOf(await desk.records(about('record', 'V-0001', 'Route'), 50, undefined))).toEqual([7]);
    expect(leavesOf(await desk.records(about('subject', 'V-0001', 'Road'), 50, undefined))).toEqual([]);
  });
});

describe('a question about a record that is no person’s by its labels of now', () => {
  test('needs no case where it never stood for one, and counts nobody', async () => {
    const { desk, counted, read } = deskOver();
    expect(leavesOf(await desk.records(about('record', 'V-0003'), 50, undefined))).toEqual(OF_THIRD);
    expect([counted, read]).toEqual([[], [expect.objectContaining({ kind: 'record', results: 2, about: null })]]);
  });

  test.each([
    ['stood for one in the log', 'V-0001', false],
    ['stood for one in the log, among others', 'V-0002', null],
    ['is of a person’s type', 'V-0003', true],
    ['was only asked for, by a name of which nobody knows whose it is', 'V-0003', null],
    ['may be the token of one', asToken('V-0001', IN_FEBRUARY), false],
    ['may be the token of one, with a blank', ` ${asToken('V-0001', IN_FEBRUARY)}`, null],
  ])('is one about a person where it %s', async (_, id, standsFor) => {
    for (const ask of ['records', 'counts', 'export'] as const) {
      const { desk } = deskOver({ standsFor });
      const asked = {
        records: () => desk.records(about('record', id), 50, undefined),
        counts: () => desk.counts({ ...about('record', id), from: '2026-03-01' }, 'DAY'),
        export: () => desk.export(about('record', id)),
      }[ask]();
      await expect(asked).rejects.toMatchObject({ code: 'CASE_NEEDED' });
    }
    const { desk, counted, read } = deskOver({ standsFor, caseReference: 'INS-1' });
    await desk.records(about('record', id), 50, undefined);
    await desk.records(about('subject', id), 50, undefined);
    // One person, by whichever name.
    expect([counted.length, new Set(counted).size]).toEqual([2, 1]);
    expect(read).toMatchObject([{ about: { of: 'Vehicle', id } }, { about: { of: 'Vehicle', id } }]);
  });

  test('is none about a value that somebody was looked for by, which needs a case', async () => {
    const sought = { field: 'Member.phone', value: PHONE };
    const wanted = { ask: { sought }, from: undefined, to: undefined, log: 'ACCESS' } as const;
    const inCase = deskOver({ standsFor: null, caseReference: 'INS-1' });
    expect(leavesOf(await inCase.desk.records(wanted, 50, undefined))).toEqual([11]);
    for (const standsFor of [null, false]) {
      const { desk } = deskOver({ standsFor });
      await expect(desk.records(wanted, 50, undefined)).rejects.toMatchObject({ code: 'CASE_NEEDED' });
      const asRecord = desk.records(about('record', PHONE, 'Member.phone'), 50, undefined);
      await expect(asRecord).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    }
  });

  test('tells an auditor of one line nothing of whether the log knows of somebody', async () => {
    for (const id of ['V-0003', 'V-0009']) {
      const { desk } = deskOver({ standsFor: null, line: new Set(['G07']) });
      await expect(desk.records(about('record', id), 50, undefined)).rejects.toMatchObject({ code: 'CASE_NEEDED' });
    }
    expect(
      leavesOf(await deskOver({ standsFor: null }).desk.records(about('record', 'V-0009'), 50, undefined)),
    ).toEqual([]);
  });

  test('is counted where it may be the token of somebody whose type is served no longer', async () => {
    const retired = deskOver({ standsFor: null, caseReference: 'INS-1' });
    await retired.desk.records(about('subject', asToken('V-0001', IN_FEBRUARY), 'Cart'), 50, undefined);
    expect(retired.counted).toHaveLength(1);
    await retired.desk.records(about('subject', 'V-0009', 'Cart'), 50, undefined);
    expect(retired.counted).toHaveLength(1);
  });

  test('is counted where it is found by its own id alone, its type being served no longer', async () => {
    const wanted = about('subject', 'V-0001', 'Route');
    const [read, tallied] = [0, 1].map(() => deskOver({ standsFor: null, caseReference: 'INS-1' }));
    await read!.desk.records(wanted, 50, undefined);
    await tallied!.desk.counts(wanted, 'DAY');
    expect([read, tallied].map((one) => one!.counted.length)).toEqual([1, 1]);
  });

  describe('that very many only asked for since', () => {
    const shownBefore = (id: string): object => read(IN_FEBRUARY, VEHICLE, [id]);
    const since = Array.from({ length: 300 }, () => read(IN_MARCH, VEHICLE, [], soughtIn('V-0001', IN_MARCH)));

    /** One look for a person ends after so many leaves. */
    function lookingAt(most: number, id: string): Search {
      const records = [...LOG.slice(0, 4), shownBefore(id), ...since];
      const plain = searchIn(records);
      return {
        async find(asked, abandoned) {
          if (asked.question.kind !== 'person') return plain.find(asked, abandoned);
          const page = await plain.find({ ...asked, first: records.length }, abandoned);
          const end = (asked.after ?? records.length) - most;
          return { ...page, entries: page.entries.filter(({ index }) => index >= end), next: end > 0 ? end : null };
        },
      };
    }
    const asked = (most: number, id: string, caseReference: string | null = null, after?: string) =>
      deskOver({ search: lookingAt(most, id), caseReference }).desk.records(about('record', 'V-0001'), 100, after);

    test('is found to have stood for one', async () => {
      await expect(asked(100, asToken('V-0001', IN_FEBRUARY))).rejects.toMatchObject({ code: 'CASE_NEEDED' });
    });

    test('needs no case where it is found to have stood for none', async () => {
      expect((await asked(100, 'V-0001')).nodes).toHaveLength(100);
    });

    test('needs none on the pages that follow, however long it would take to find that out again', async () => {
      const first = await asked(100, 'V-0001');
      const second = await asked(10, 'V-0001', null, first.endCursor!);
      const third = await asked(10, 'V-0001', null, second.endCursor!);
      const leaves = [first, second, third].flatMap(leavesOf);
      expect([leaves.length, new Set(leaves).size]).toEqual([300, 300]);
    });

    test('needs a case on the pages that follow one that was answered under a case', async () => {
      const { endCursor } = await asked(10, 'V-0001', 'INS-1');
      await expect(asked(10, 'V-0001', null, endCursor!)).rejects.toMatchObject({ code: 'CASE_NEEDED' });
      expect((await asked(10, 'V-0001', 'INS-1', endCursor!)).nodes).toHaveLength(100);
    });

    test('needs a case where that is not found out soon, and is answered under one', async () => {
      await expect(asked(10, 'V-0001')).rejects.toMatchObject({ code: 'CASE_NEEDED' });
      expect((await asked(10, 'V-0001', 'INS-1')).nodes).toHaveLength(100);
    });
  });
});

/** Who was shown a person's record, as they are told. */
function accessesIn(log: ReturnType<typeof deskOver>['log']) {
  const until = () => ({ ...log.inquiry.until() });
  return createAccesses({
    log: { ...log, inquiry: { until } } as never,
    labels: () => ({ fields: new Map() }) as never,
    toldAfterDays: () => new Map(),
    wallClock: () => Date.parse(IN_MARCH),
  });
}

test('a person is told of what they were shown in either form', async () => {
  const accessesTo = accessesIn(deskOver().log);
  const told = await accessesTo('Vehicle', 'V-0001', 50, new AbortController().signal);
  expect(told.map(({ when }) => when)).toEqual([IN_MARCH, IN_MARCH, IN_FEBRUARY, IN_FEBRUARY]);
  expect(await accessesTo('Route', 'V-0001', 50, new AbortController().signal)).toHaveLength(1);
});

test('a person is not told that who asked was shown what only an agency was sent', async () => {
  const sent = { effect: 'mask', reason: 'SENT:garage' };
  const log = [
    ...LOG.slice(0, 2),
    fieldset('Vehicle', 'transport', 'plate', sent),
    read(IN_MARCH, VEHICLE, ['V-0001']),
  ];
  const accessesTo = accessesIn(deskOver({ search: searchIn(log) }).log);
  expect(await accessesTo('Vehicle', 'V-0001', 50, new AbortController().signal)).toEqual([]);
});
