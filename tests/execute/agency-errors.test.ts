import { SubgraphFailure, type RawAnswer } from '@agency-graph/gateway/steps';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writesOf } from '../../gateway/src/audit/writes.js';
import { MOST_PARTS, MOST_READ } from '../../gateway/src/execute/subgraph-errors.js';
import { plainGraph, type PlainAnswer, type PlainGraph } from '../support/plain-graph.js';

const DESK = `
  interface Named { name: String job: Job }
  type Staff implements Named @key(fields: "id") { id: ID! name: String! job: Office! }
  type Guest implements Named { name: String job: Job }
  interface Job { title: String }
  type Office implements Job { title: String }
  union Seen = Staff | Guest
  type Hidden @inaccessible { name: String }
  type Note { text: String tags: [String] must: String! }
  type Report { id: ID! note: Note secretNote: String @inaccessible }
  type Query {
    report: Report
    staff: [Staff!]
    named: Named
    people: [Named]
    seen: [Seen]
    surely: [Seen!]
    notes: [Note]
    self: Query!
    sure: Boolean
    must: Int!
    list(first: Int!): [Int]
  }
  interface Receipt { query: Query! }
  type Filed implements Receipt { query: Query! }
  type Mutation { file: Report keep: Boolean surely: Int! put: Receipt }`;
const PAY = `
  type Staff @key(fields: "id") { id: ID! pay: Int bonus(of: Int): Int }
  type Query { open: String }`;

const REPORT = { id: '1', note: { text: 'x', tags: ['a', 'b'], must: 'y' } };
const STAFF = Array.from({ length: 3 }, (_, at) => ({ __typename: 'Staff', id: `s${at}`, name: `n${at}` }));
const resolvers = {
  Query: {
    report: () => REPORT,
    staff: () => STAFF,
    named: () => ({ ...STAFF[0]!, job: { __typename: 'Office', title: 't' } }),
    people: () => STAFF,
    seen: () => STAFF,
    surely: () => STAFF,
    notes: () => [REPORT.note],
    self: () => ({}),
    sure: () => true,
    must: () => 1,
    list: (_: unknown, { first }: { first: number }) => [first],
  },
  Mutation: { file: () => REPORT, keep: () => true, surely: () => 1, put: () => ({ __typename: 'Filed' }) },
  Filed: { query: () => ({}) },
};

let graph: PlainGraph;
beforeAll(async () => {
  graph = await plainGraph({
    desk: { sdl: DESK, resolvers },
    pay: {
      sdl: PAY,
      resolvers: { Staff: { __resolveReference: ({ id }: { id: string }) => ({ id, pay: 7, bonus: () => 1 }) } },
    },
  });
});
afterAll(() => graph.generation.planner.close());

/** Changes only what one subgraph answers. */
const only =
  (subgraph: string, change: (answer: RawAnswer) => Partial<RawAnswer>) =>
  (from: string, answer: RawAnswer): RawAnswer =>
    from === subgraph ? { ...answer, ...change(answer) } : answer;
const instead = (data: unknown, ...errors: unknown[]) => only('desk', () => ({ data: data as never, errors }));
const PROBLEM = { message: 'CANARY' };

/** Response keys of which the record says that they were not given, by the type that they are of. */
const failedOf = ({ rows }: PlainAnswer): Record<string, readonly string[]> =>
  Object.fromEntries(rows!.seen.filter(({ failed }) => failed.length > 0).map(({ type, failed }) => [type, failed]));
const effectsOf = ({ rows }: PlainAnswer): readonly string[] =>
  writesOf(rows!, (_, id) => id).map(({ effect }) => effect);
const pathsOf = ({ errors }: PlainAnswer) => errors.map(({ path }) => path);

describe('the record says of each field what became of it', () => {
  test('a change that was made, of which a part could not be read, was made', async () => {
    const answer = await graph.ask('mutation { file { id note { text must } } }', [], {
      tamper: instead(
        { file: { id: '1', note: { text: null, must: 'y' } } },
        { path: ['file', 'note', 'text'], ...PROBLEM },
      ),
    });
    expect(effectsOf(answer)).toEqual(['done']);
    expect(failedOf(answer)).toEqual({ Note: ['text'] });
    expect(pathsOf(answer)).toEqual([['file', 'note', 'text']]);
  });

  test('a change is failed when its agency says so, and unknown when it does not answer or says less', async () => {
    const said = (...errors: unknown[]) =>
      graph.ask('mutation { keep }', [], { tamper: instead({ keep: null }, ...errors) });
    expect(effectsOf(await said({ path: ['keep'], ...PROBLEM }))).toEqual(['failed']);
    const below = { path: ['file', 'id'], ...PROBLEM };
    const lost = await graph.ask('mutation { file { id } }', [], { tamper: instead({ file: null }, below) });
    expect(effectsOf(lost)).toEqual(['unknown']);
    const silent = await graph.ask('mutation { keep }', [], {
      tamper: () => {
        throw new Error('nobody there');
      },
    });
    expect([effectsOf(silent), silent.data]).toEqual([['unknown'], { keep: null }]);
  });

  test('of a change that may have been made the error says so, by its own code: nobody is invited to ask again', async () => {
    const unknown = (...keys: readonly string[]) =>
      keys.map((key) => ({ path: [key], extensions: { code: 'CHANGE_UNKNOWN', agency: 'desk' } }));
    const keep = async (tamper: (from: string, answer: RawAnswer) => RawAnswer) =>
      (await graph.ask('mutation { keep }', [], { tamper })).errors;
    const fails = (kind: 'timeout' | 'busy') =>
      keep(() => {
        throw new SubgraphFailure(kind, 'by the test');
      });
    expect(await fails('timeout')).toMatchObject(unknown('keep'));
    expect(await fails('busy')).toMatchObject([{ path: ['keep'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
    expect(await keep(instead({}))).toMatchObject(unknown('keep'));
    const ofAll = await keep(instead({ keep: null }, PROBLEM));
    expect(ofAll.map(({ path, extensions }) => [path, extensions['code']])).toEqual([
      [['keep'], 'CHANGE_UNKNOWN'],
      [undefined, 'SUBGRAPH_UNAVAILABLE'],
    ]);
    // What was asked for before a field that may not be null, and after it, at the same agency.
    const among = await graph.ask('mutation { keep surely put { query { sure } } }', [], {
      tamper: instead(null, { path: ['surely'], ...PROBLEM }),
    });
    expect([among.data, effectsOf(among)]).toEqual([null, ['unknown', 'failed', 'unknown']]);
    expect(among.errors).toMatchObject([
      ...unknown('keep', 'put'),
      { path: ['surely'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', agency: 'desk' } },
    ]);
  });

  test('of a question, only the field by whose failure others of its agency came to nothing is told; all are recorded', async () => {
    const answer = await graph.ask('{ report { id } must sure }', [], {
      tamper: instead(null, { path: ['must'], ...PROBLEM }),
    });
    expect(answer.data).toBeNull();
    expect(pathsOf(answer)).toEqual([['must']]);
    expect(failedOf(answer)).toEqual({ Query: ['must', 'report', 'sure'] });
    const silent = await graph.ask('{ report { id } must sure }', [], { tamper: instead({}) });
    expect(pathsOf(silent)).toEqual([['report'], ['must'], ['sure']]);
  });

  test('a change of which its agency says no more than that something failed may have been made', async () => {
    for (const asked of ['keep', 'file { id }']) {
      const [key] = asked.split(' ');
      const answer = await graph.ask(`mutation { ${asked} }`, [], { tamper: instead({ [key!]: null }, PROBLEM) });
      expect([effectsOf(answer), answer.data]).toEqual([['unknown'], { [key!]: null }]);
    }
    const none = await graph.ask('mutation { file { id } }', [], { tamper: instead({ file: null }) });
    expect(effectsOf(none)).toEqual(['refused']);
  });

  test('a change that is asked for in two parts of an operation is one', async () => {
    const answer = await graph.ask(`mutation { ...A ...B }
      fragment A on Mutation { file { id } } fragment B on Mutation { file { note { text } } }`);
    expect([effectsOf(answer), answer.data]).toEqual([['done'], { file: { id: '1', note: { text: 'x' } } }]);
  });

  test.each([
    ['busy', 'failed'],
    ['left-alone', 'failed'],
    ['no-time', 'failed'],
    ['timeout', 'unknown'],
    ['connection', 'unknown'],
  ] as const)('a change that ended in %s is %s: only what was sent may have been done', async (kind, effect) => {
    const answer = await graph.ask('mutation { keep }', [], {
      tamper: () => {
        throw new SubgraphFailure(kind, 'by the test');
      },
    });
    expect(effectsOf(answer)).toEqual([effect]);
  });

  test('what comes with an error all the same is shown, and is recorded as shown', async () => {
    const sure = await graph.ask('{ sure }', [], { tamper: instead({ sure: true }, { path: ['sure'], ...PROBLEM }) });
    expect([sure.data, failedOf(sure)]).toEqual([{ sure: true }, {}]);
    const tags = await graph.ask('{ report { note { tags } } }', [], {
      tamper: instead({ report: { note: { tags: ['a', null] } } }, { path: ['report', 'note', 'tags', 1], ...PROBLEM }),
    });
    expect([failedOf(tags), pathsOf(tags)]).toEqual([{}, [['report', 'note', 'tags', 1]]]);
    const pay = await graph.ask('{ staff { id pay } }', [], {
      tamper: only('pay', () => ({ errors: [{ path: ['_entities', 0, 'pay'], ...PROBLEM }] })),
    });
    expect([failedOf(pay), pay.data.staff[0]]).toEqual([{}, { id: 's0', pay: 7 }]);
  });

  test('nobody knows whether a change was made that is answered with a value of another type', async () => {
    const answer = await graph.ask('mutation { keep }', [], { tamper: instead({ keep: 7 }) });
    expect([answer.data, failedOf(answer), effectsOf(answer)]).toEqual([
      { keep: null },
      { Mutation: ['keep'] },
      ['unknown'],
    ]);
  });
});

describe.each(['compiled', 'apollo'] as const)(
  'where one agency’s failure leaves no data at all, executor %s',
  (executor) => {
    let strict: PlainGraph;
    beforeAll(async () => {
      const file = { id: '1' };
      strict = await plainGraph(
        {
          desk: {
            sdl: 'type Query { sure: Boolean! } type Mutation { sign: Boolean! }',
            resolvers: { Query: { sure: () => true }, Mutation: { sign: () => true } },
          },
          store: {
            sdl: 'type File { id: ID! } type Query { open: String file: File } type Mutation { keep: Boolean put: File }',
            resolvers: {
              Query: { open: () => 'x', file: () => file },
              Mutation: { keep: () => true, put: () => file },
            },
          },
        },
        {},
        executor,
      );
    });
    afterAll(() => strict.generation.planner.close());

    const down = (...subgraphs: readonly string[]) => ({
      tamper: (subgraph: string, answer: RawAnswer): RawAnswer => {
        if (subgraphs.includes(subgraph)) throw new Error('nobody there');
        return answer;
      },
    });

    test('nothing is given of what others gave either, and it alone is told of', async () => {
      const answer = await strict.ask('{ sure open file { id } }', [], down('desk'));
      expect([answer.data, failedOf(answer)]).toEqual([null, { File: ['id'], Query: ['file', 'open', 'sure'] }]);
      const blamed = answer.errors.flatMap(({ extensions }) => extensions['agency'] ?? []);
      expect(blamed).toEqual(['desk']);
    });

    test('and what another one did was done', async () => {
      const answer = await strict.ask('mutation { sign keep put { id } }', [], down('desk'));
      expect([answer.data, effectsOf(answer)]).toEqual([null, ['unknown', 'done', 'done']]);
    });

    test('and of one that answered with a value of another type nobody knows it', async () => {
      const strange = (subgraph: string, answer: RawAnswer): RawAnswer =>
        subgraph === 'desk'
          ? { ...answer, data: { sign: 7 } }
          : { ...answer, data: { ...(answer.data as object), keep: 7 } };
      const answer = await strict.ask('mutation { sign keep put { id } }', [], { tamper: strange });
      expect([answer.data, effectsOf(answer)]).toEqual([null, ['unknown', 'unknown', 'done']]);
    });

    test('but for one that failed as well', async () => {
      const answer = await strict.ask('mutation { sign keep put { id } }', [], down('desk', 'store'));
      expect([answer.data, effectsOf(answer)]).toEqual([null, ['unknown', 'unknown', 'unknown']]);
      expect(failedOf(answer)).toEqual({ Mutation: ['keep', 'put', 'sign'] });
    });
  },
);

test.each(['mutation { put { query { open } } }', '{ self { open } }'])(
  'what is left out of a query below the root is null with an error, and recorded as failed: %s',
  async (query) => {
    const answer = await graph.ask(query, [], { tamper: only('pay', () => ({ data: {} })) });
    expect(JSON.stringify(answer.data)).toContain('{"open":null}');
    expect(answer.errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', agency: 'pay' } }]);
    expect(answer.errors[0]!.path!.at(-1)).toBe('open');
    expect(failedOf(answer)).toEqual({ Query: ['open'] });
  },
);

describe('errors of agencies', () => {
  test('a hundred about all entities are one a place', async () => {
    const { errors, data } = await graph.ask('{ staff { id pay } }', [], {
      tamper: only('pay', () => ({
        data: { _entities: STAFF.map(() => null) },
        errors: Array.from({ length: 100 }, () => PROBLEM),
      })),
    });
    expect(data.staff).toEqual(STAFF.map(({ id }) => ({ id, pay: null })));
    expect(errors.map(({ path }) => path)).toEqual([0, 1, 2].map((at) => ['staff', at, 'pay']));
  });

  /** As many of the staff as these, whose pay the other agency cannot say. */
  const unpaid = (many: number) => (subgraph: string, given: RawAnswer) => {
    const data = given.data as Record<string, unknown[]>;
    if (subgraph === 'desk') {
      const staff = Array.from({ length: many }, (_, at) => ({ ...STAFF[0], id: `s${at}` }));
      return { ...given, data: Object.fromEntries(Object.keys(data).map((key) => [key, staff])) };
    }
    const errors = Object.entries(data).flatMap(([key, entities]) =>
      entities.map((_, at) => ({ path: [key, at, 'pay'], ...PROBLEM })),
    );
    const without = (one: unknown) => ({ ...(one as object), pay: null });
    return {
      ...given,
      data: Object.fromEntries(Object.entries(data).map(([key, all]) => [key, all.map(without)])),
      errors,
    };
  };

  test.each([
    ['hundreds', 300, 0],
    ['thousands', 1_300, 300],
  ])('%s about one entity each are all told or counted, and recorded', async (_, many, more) => {
    const answer = await graph.ask('{ staff { id pay } }', [], { tamper: unpaid(many) });
    expect(pathsOf(answer)).toEqual(Array.from({ length: many - more }, (_one, at) => ['staff', at, 'pay']));
    expect(answer.extensions['moreErrors'] ?? 0).toBe(more);
    const failed = answer.rows!.seen.filter((one) => one.failed.includes('pay'));
    expect(failed.reduce((sum, { n }) => sum + n, 0)).toBe(many);
  });

  test('those of one fetch leave room for those of another that is asked with it', async () => {
    const answer = await graph.ask('{ staff { id pay } people { ... on Staff { pay } } }', [], {
      tamper: unpaid(200),
    });
    expect(answer.asked.filter(({ subgraph }) => subgraph === 'pay')).toHaveLength(1);
    expect(Map.groupBy(pathsOf(answer), (path) => path![0])).toEqual(
      new Map(
        ['staff', 'people'].map((key) => [key, Array.from({ length: 200 }, (_, at) => [key, at, 'pay'])] as const),
      ),
    );
  });

  test('of more than are read one is about all of the answer', async () => {
    const many = Array.from({ length: MOST_READ + 500 }, () => ({ path: ['sure'], ...PROBLEM }));
    const answer = await graph.ask('{ sure list(first: 1) }', [], {
      tamper: instead({ sure: null, list: [1] }, ...many),
    });
    expect(answer.data).toEqual({ sure: null, list: [1] });
    expect(answer.extensions['moreErrors']).toBe(MOST_READ + 1 - 1_000);
  });

  test('of longer paths than any answer has, so many parts are looked at, and one error is about the rest', async () => {
    const path = ['sure', ...Array.from({ length: 39 }, () => 'x')];
    const many = Array.from({ length: MOST_READ }, () => ({ path, ...PROBLEM }));
    const answer = await graph.ask('{ sure list(first: 1) }', [], {
      tamper: instead({ sure: null, list: [1] }, ...many),
    });
    expect(answer.data).toEqual({ sure: null, list: [1] });
    expect(answer.extensions['moreErrors']).toBe(MOST_PARTS / path.length + 1 - 1_000);
  });

  test('are each read once, however many lists of entities are asked for together', async () => {
    let reads = 0;
    const about = (at: number) => ({
      ...PROBLEM,
      get path() {
        reads += 1;
        return [`_ag_e${at % 2}`, 0];
      },
    });
    const answer = await graph.ask('{ staff { pay } people { ... on Staff { bonus(of: 1) } } }', [], {
      tamper: only('pay', () => ({ errors: Array.from({ length: 100 }, (_, at) => about(at)) })),
    });
    const asked = answer.asked.filter(({ subgraph }) => subgraph === 'pay');
    expect(asked.map(({ query }) => query.match(/_entities/g)?.length)).toEqual([2]);
    expect(reads).toBe(100);
    const [staff, people] = ['staff', 'people'].map((key) => pathsOf(answer).filter((path) => path![0] === key));
    expect([staff!.length, people!.length]).toEqual([50, 50]);
  });

  test.each([
    ['that are missing', {}],
    ['of another type', { must: 7 }],
  ])('one for each of very many values %s is told a thousand times, and counted beyond', async (_, note) => {
    const many = 20_000;
    const notes = Array.from({ length: many }, () => ({ ...note, text: 'x' }));
    const { errors, data, extensions } = await graph.ask('{ notes { must text } }', [], { tamper: instead({ notes }) });
    expect([new Set(data.notes), data.notes.length]).toEqual([new Set([null]), many]);
    expect([errors.length, extensions['moreErrors']]).toEqual([1_000, many - 1_000]);
  });

  test('one about all that an agency gave explains no null of another', async () => {
    const answer = await graph.ask('{ open named { name } }', [], {
      tamper: (subgraph, given) =>
        subgraph === 'pay'
          ? { ...given, errors: [PROBLEM] }
          : { ...given, data: { named: { __typename: 'Staff', name: null } } },
    });
    expect(answer.data).toEqual({ open: null, named: null });
    expect(pathsOf(answer)).toEqual([undefined, ['named', 'name']]);
  });

  test('a caller’s mistake is told as such where no entity came for it', async () => {
    const mistake = { message: 'no', extensions: { code: 'BAD_USER_INPUT', argument: 'of' } };
    const { errors } = await graph.ask('{ staff { bonus(of: 2) } }', [], {
      tamper: only('pay', () => ({ data: null, errors: [mistake] })),
    });
    expect(new Set(errors.map(({ extensions: { code } }) => code))).toEqual(new Set(['BAD_USER_INPUT']));
  });

  test('a path leads no further than what was asked for', async () => {
    const at = async (...path: unknown[]) =>
      pathsOf(
        await graph.ask('{ report { id note { text } } }', [], {
          tamper: instead({ report: { id: '1', note: null } }, { path, ...PROBLEM }),
        }),
      );
    expect(await at('report', 'secretNote')).toEqual([['report']]);
    expect(await at('report', 'CANARY', 'CANARY')).toEqual([['report']]);
    expect(await at('CANARY')).toEqual([undefined]);
    expect(await at('report', 'note', 'CANARY')).toEqual([['report', 'note']]);
  });

  test.each([{ toString: 1, valueOf: 1 }, JSON.parse(`${'['.repeat(60)}${']'.repeat(60)}`) as unknown, null, true])(
    'an entity whose key is %j is none of those asked for, and alone is missing',
    async (odd) => {
      const asKey = (one: unknown): unknown =>
        Object.fromEntries(
          Object.entries(one as object).map(([key, value]) => [key, key.endsWith('id') ? odd : (value as unknown)]),
        );
      const { data } = await graph.ask('{ staff { id pay } sure }', [], {
        tamper: only('pay', ({ data: given }) => ({
          data: { _entities: (given as { _entities: unknown[] })._entities.map(asKey) },
        })),
      });
      expect(data).toEqual({ staff: STAFF.map(({ id }) => ({ id, pay: null })), sure: true });
    },
  );

  test.each([{ toString: 1 }, 7, null, ['Staff']])('an object of type %j is none', async (__typename) => {
    const { data, errors } = await graph.ask('{ seen { ... on Staff { id pay } } sure }', [], {
      tamper: instead({ seen: [{ __typename, id: 's0' }], sure: true }),
    });
    expect(data.sure).toBe(true);
    expect(data.seen).toEqual([null]);
    expect(pathsOf({ errors } as PlainAnswer)).toEqual([['seen', 0]]);
  });
});

describe('an error of an entity fetch is told at the field that failed', () => {
  const away = (): never => {
    throw new Error(PROBLEM.message);
  };
  /** What fails, fails on the last one. */
  const onLast = (id: string, value: unknown): unknown => (id === 'u2' ? away : value);
  const users = [0, 1, 2].map((at) => ({ id: `u${at}`, home: { street: 'r' } }));
  let town: PlainGraph;
  beforeAll(async () => {
    town = await plainGraph({
      people: {
        sdl: `type User @key(fields: "id") { id: ID! home: Home @shareable } type Home { street: String }
          type Query { users: [User] someone: User }`,
        resolvers: { Query: { users: () => users, someone: () => users[0] } },
      },
      marks: {
        sdl: `type User @key(fields: "id") { id: ID! mark: Int must: String! way: Way home: Home @shareable old: Int
            base: String! }
          type Way { name: String! stops: [Stop!] } type Stop { name: String! } type Home { number: Int floor: Floor }
          type Floor { name: String! }`,
        resolvers: {
          User: {
            __resolveReference: ({ id }: { id: string }) => ({
              id,
              mark: 1,
              base: onLast(id, 'b'),
              old: 2,
              must: onLast(id, 'm'),
              way: { name: onLast(id, 'w'), stops: [{ name: 'a' }, { name: onLast(id, 'b') }] },
              home: { number: 5, floor: { name: onLast(id, 'f') } },
            }),
          },
        },
      },
      age: {
        sdl: `type User @key(fields: "id") { id: ID! old: Int @external age: Int @requires(fields: "old") nick: String
            base: String! @external rank: Int @requires(fields: "base") }`,
        resolvers: { User: { __resolveReference: ({ id }: { id: string }) => ({ id, age: 3, rank: 4, nick: 'n' }) } },
      },
    });
  });
  afterAll(() => town.generation.planner.close());

  const told = async (query: string, ...down: readonly string[]): Promise<string[]> => {
    const answer = await town.ask(query, [], {
      tamper: (subgraph, given) => (down.includes(subgraph) ? away() : given),
    });
    expect(JSON.stringify(answer)).not.toContain(PROBLEM.message);
    return answer.errors.map(({ path, extensions }) => `${path!.join('.')} ${String(extensions['agency'])}`);
  };

  test.each([
    ['{ users { id must } }', 'users.2.must'],
    ['{ users { id way { name } } }', 'users.2.way.name'],
    ['{ users { id to: way { at: stops { is: name } } } }', 'users.2.to.at.1.is'],
    ['{ users { home { street floor { name } } } }', 'users.2.home.floor.name'],
  ])('also where that made null what it is in: %s', async (query, path) => {
    expect(await told(query)).toEqual([`${path} marks`]);
  });

  test('and no further than what was asked for', async () => {
    const at = async (...path: unknown[]) =>
      pathsOf(
        await town.ask('{ users { id way { name } } }', [], {
          tamper: only('marks', () => ({
            data: { _entities: [null, null, null] },
            errors: [{ path: ['_entities', 2, ...path], ...PROBLEM }],
          })),
        }),
      );
    expect(await at('way', 'stops', 1, 'name')).toEqual([['users', 2, 'way']]);
    expect(await at('way', 3, 'name')).toEqual([['users', 2, 'way']]);
    expect(await at('way', 'CANARY')).toEqual([['users', 2, 'way']]);
    expect(await at('CANARY', 'name')).toEqual([['users', 2, 'way']]);
    expect(await at()).toEqual([['users', 2, 'way']]);
  });

  test('where nothing came for one, at each field that it was asked for', async () => {
    expect(await told('{ someone { id nick mark x: must @include(if: true) old @skip(if: true) } }', 'marks')).toEqual([
      'someone.mark marks',
      'someone.x marks',
    ]);
    expect(await told('{ users { id mark } }', 'marks')).toEqual([0, 1, 2].map((at) => `users.${at}.mark marks`));
  });

  test('each at those of its own agency, where several are down', async () => {
    expect((await told('{ someone { mark nick } }', 'marks', 'age')).toSorted()).toEqual([
      'someone.mark marks',
      'someone.nick age',
    ]);
  });

  test('at what comes of what did not come', async () => {
    expect(await told('{ someone { age } }', 'marks')).toEqual(['someone.age marks']);
    expect((await told('{ someone { age old } }', 'marks')).toSorted()).toEqual([
      'someone.age marks',
      'someone.old marks',
    ]);
    expect(await told('{ someone { age } }', 'age')).toEqual(['someone.age age']);
  });

  test('at all that did not come for the sake of what nobody asked for', async () => {
    expect((await told('{ users { mark rank } }')).toSorted()).toEqual(['users.2.mark marks', 'users.2.rank marks']);
  });

  test('at what is missing of an object of which another agency gave a part', async () => {
    expect(await told('{ someone { home { street number } } }', 'marks')).toEqual(['someone.home.number marks']);
  });

  test.each([
    ['marks', 'age'],
    ['age', 'marks'],
  ])('of one that is down, and of another that leaves out what it was asked for: %s, %s', async (down, silent) => {
    const without = (given: RawAnswer): RawAnswer => {
      const { _entities } = given.data as { _entities: readonly object[] };
      const bare = _entities.map((one) =>
        Object.fromEntries(Object.entries(one).filter(([key]) => key.startsWith('_'))),
      );
      return { ...given, data: { _entities: bare } };
    };
    const answer = await town.ask('{ someone { mark nick } }', [], {
      tamper: (from, given) => (from === down ? away() : from === silent ? without(given) : given),
    });
    expect(answer.errors.map(({ path, extensions }) => [path!.at(-1), extensions['agency']])).toEqual(
      expect.arrayContaining([
        ['mark', 'marks'],
        ['nick', 'age'],
      ]),
    );
    expect(answer.errors).toHaveLength(2);
  });

  test('and beyond those that are told they are counted', async () => {
    const many = Array.from({ length: 600 }, (_, at) => ({ __typename: 'User', id: `u${at}` }));
    const answer = await town.ask('{ users { mark must } }', [], {
      tamper: (from, given) => (from === 'people' ? { ...given, data: { users: many } } : away()),
    });
    expect(answer.data.users).toEqual(many.map(() => null));
    expect([answer.errors.length, answer.extensions['moreErrors']]).toEqual([1_000, 200]);
    expect(pathsOf(answer).slice(-2)).toEqual([
      ['users', 499, 'mark'],
      ['users', 499, 'must'],
    ]);
  });
});

describe('nulls', () => {
  const HIDDEN = { __typename: 'Hidden', name: 'x' };

  test('an object of a type that nobody may see is null in its place, and makes null what takes none', async () => {
    const asked = '{ __typename ... on Staff { name } }';
    const seen = await graph.ask(`{ seen ${asked} }`, [], {
      tamper: instead({ seen: [HIDDEN, STAFF[0], null] }, { path: ['seen', 2], ...PROBLEM }),
    });
    expect(seen.data).toEqual({ seen: [null, { __typename: 'Staff', name: 'n0' }, null] });
    expect(pathsOf(seen)).toEqual([
      ['seen', 2],
      ['seen', 0],
    ]);
    const surely = await graph.ask(`{ surely ${asked} }`, [], { tamper: instead({ surely: [STAFF[0], HIDDEN] }) });
    expect([surely.data, pathsOf(surely)]).toEqual([{ surely: null }, [['surely', 1]]]);
  });

  test('what an object type always gives may not be null, also where its interface is asked', async () => {
    const nobody = { __typename: 'Staff', name: null, job: { __typename: 'Office', title: 't' } };
    const guest = { ...nobody, __typename: 'Guest' };
    const query = '{ named { __typename name } }';
    const answer = await graph.ask(query, [], { tamper: instead({ named: nobody }) });
    expect([answer.data, pathsOf(answer)]).toEqual([{ named: null }, [['named', 'name']]]);
    expect((await graph.ask(query, [], { tamper: instead({ named: guest }) })).data.named.name).toBeNull();
    const jobless = await graph.ask('{ people { __typename job { title } } }', [], {
      tamper: instead({
        people: [
          { ...guest, job: null },
          { ...nobody, job: null },
        ],
      }),
    });
    expect(jobless.data).toEqual({ people: [{ __typename: 'Guest', job: null }, null] });
  });

  test('the least whole number is one', async () => {
    const { data, errors } = await graph.ask('{ staff { pay } }', [], {
      tamper: only('pay', ({ data: given }) => ({
        data: {
          _entities: (given as { _entities: object[] })._entities.map((one) => ({ ...one, pay: -2_147_483_648 })),
        },
      })),
    });
    expect([data.staff[0], errors]).toEqual([{ pay: -2_147_483_648 }, []]);
  });

  test('a null that comes too late for a default is the caller’s mistake', async () => {
    const query = 'query ($n: Int = 5) { list(first: $n) }';
    expect((await graph.ask(query)).data).toEqual({ list: [5] });
    const { errors, asked } = await graph.ask(query, [], { variables: { n: null } });
    expect(errors[0]).toMatchObject({
      message: 'An argument of "list" is null that must have a value.',
      extensions: { code: 'BAD_REQUEST' },
    });
    expect(asked).toEqual([]);
  });
});

describe('what the gateway answers itself', () => {
  const NAMES = { queryType: { name: 'Query' }, mutationType: { name: 'Mutation' } };

  test.each([
    ['in a fragment', '{ ... on Query { __schema { queryType { name } mutationType { name } } } }'],
    ['in parts', '{ __schema { queryType { name } } __schema { mutationType { name } } }'],
    [
      'in both',
      'query { __schema { queryType { name } } ...F } fragment F on Query { __schema { mutationType { name } } }',
    ],
    [
      'beside variables',
      'query ($n: Int = 1) { list(first: $n) @skip(if: true) __schema { queryType { name } mutationType { name } } }',
    ],
  ])('introspection %s', async (_, query) => {
    expect((await graph.ask(query)).data).toEqual({ __schema: NAMES });
  });

  test('the query type where a field returns it', async () => {
    const { data, errors } = await graph.ask('{ self { __typename __schema { queryType { name } } } sure }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ self: { __typename: 'Query', __schema: { queryType: { name: 'Query' } } }, sure: true });
    expect((await graph.ask('{ self { __typename } }')).data).toEqual({ self: { __typename: 'Query' } });
    const told = { __schema: { queryType: { name: 'Query' } } };
    const asked = 'query { __schema { queryType { name } } }';
    expect((await graph.ask(`{ ${asked.replace('query', 'self')} }`)).data).toEqual({ self: told });
    expect((await graph.ask(`mutation { put { ${asked} } }`)).data).toEqual({ put: { query: told } });
    expect((await graph.ask(`mutation { put { ... on Filed { ${asked} } } }`)).data).toEqual({ put: { query: told } });
  });

  test('each place is told what it asked, whatever another asked under the same name', async () => {
    const here = { __schema: { queryType: { name: 'Query' } } };
    const there = { __schema: { mutationType: { name: 'Mutation' } } };
    expect(
      (await graph.ask('{ __schema { queryType { name } } self { __schema { mutationType { name } } } }')).data,
    ).toEqual({ ...here, self: there });
    expect(
      (
        await graph.ask(
          '{ a: self { t: __type(name: "Query") { name } } b: self { t: __type(name: "Filed") { name } } }',
        )
      ).data,
    ).toEqual({ a: { t: { name: 'Query' } }, b: { t: { name: 'Filed' } } });
  });
});
