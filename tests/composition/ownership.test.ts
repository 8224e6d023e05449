import { describe, expect, test } from 'vitest';
import { DEFAULT, expectComposed, expectProblem, INTERNAL, OPEN, PERSONAL, subgraph } from './graph.js';

const members = (key = DEFAULT, more = ''): string =>
  `type Query { member: Member ${OPEN} }\ntype Member @key(fields: "id") { id: ID! ${key} name: String ${INTERNAL} ${more} }`;
const contributed = (key: string, fields = `tasks: Int ${DEFAULT}`): string =>
  `type Member @key(fields: "id") {\n  id: ID! ${key}\n  ${fields}\n}`;

test('an agency adds fields to another’s type', () => {
  expectComposed(subgraph('members', members(), { owns: ['Member'] }), subgraph('tasks', contributed(DEFAULT)));
});

test('an agency that labels another’s key stricter than its owner is refused: it would lock it', () => {
  const problem = expectProblem(
    'STRICTER_THAN_OWNER',
    subgraph('members', members(), { owns: ['Member'] }),
    subgraph('tasks', contributed(INTERNAL)),
  );
  expect(problem).toMatchObject({ subgraph: 'tasks', coordinate: 'Member.id', place: { line: 2 } });
  expect(problem.fix).toContain('sharing: DEFAULT');
});

test('an agency that labels an external field stricter than who resolves it is refused', () => {
  const problem = expectProblem(
    'STRICTER_THAN_OWNER',
    subgraph('members', members()),
    subgraph('tasks', `extend type Member @key(fields: "id") { id: ID! @external ${INTERNAL} tasks: Int ${DEFAULT} }`),
  );
  expect(problem.subgraph).toBe('tasks');
});

test('an agency that labels another’s key looser changes nothing', () => {
  expectComposed(subgraph('members', members(), { owns: ['Member'] }), subgraph('tasks', contributed(OPEN)));
});

test('two agencies that label a key differently need an owner', () => {
  const problem = expectProblem(
    'OWNER_UNKNOWN',
    subgraph('members', members()),
    subgraph('tasks', contributed(INTERNAL)),
  );
  expect(problem.fix).toContain('owns: [Member]');
});

test('two stewards for one field are refused', () => {
  const problem = expectProblem(
    'TWO_STEWARDS',
    subgraph('members', members(), { owns: ['Member'] }),
    subgraph('tasks', contributed(DEFAULT.replace('VPTW', 'BTCTW'))),
  );
  expect(problem).toMatchObject({ subgraph: 'tasks', coordinate: 'Member.id' });
});

test('70: an agency that overrides another’s field is refused', () => {
  const problem = expectProblem(
    'TAKES_OVER',
    subgraph('members', members()),
    subgraph('tasks', contributed(DEFAULT, `name: String ${INTERNAL} @override(from: "members")`)),
  );
  expect(problem).toMatchObject({ subgraph: 'tasks', coordinate: 'Member.name', place: { line: 3 } });
});

test('an override that supergraph.yaml allows composes', () => {
  expectComposed(
    subgraph('members', members()),
    subgraph('tasks', contributed(DEFAULT, `name: String ${INTERNAL} @override(from: "members")`), {
      takesOver: ['Member.name'],
    }),
  );
});

test('two agencies that both answer for an entity’s field are refused without a word in supergraph.yaml', () => {
  const sources = [
    subgraph('members', members(DEFAULT, `phone: String @shareable ${INTERNAL}`), { owns: ['Member'] }),
    subgraph('tasks', contributed(DEFAULT, `phone: String @shareable ${INTERNAL}`)),
  ] as const;
  const problem = expectProblem('TAKES_OVER', ...sources);
  expect(problem).toMatchObject({ subgraph: 'tasks', coordinate: 'Member.phone' });
  expectComposed(sources[0], { ...sources[1], takesOver: ['Member.phone'] });
});

test('70: a shared root field is refused', () => {
  const now = `type Query { now: String @shareable ${OPEN} }`;
  expectProblem('TAKES_OVER', subgraph('a', now), subgraph('b', now));
});

test('a value type is shared freely: it cannot be asked for elsewhere', () => {
  const page = (root: string): string =>
    `type Query { ${root}: Page ${OPEN} } type Page @shareable { size: Int ${OPEN} }`;
  expectComposed(subgraph('a', page('a')), subgraph('b', page('b')));
});

test('151: a list of objects that two agencies give is refused, though supergraph.yaml allows it: it could be joined by place only', () => {
  const posts = `posts: [Post] @shareable ${INTERNAL}`;
  const post = `type Post { name: String @shareable ${INTERNAL} }`;
  const sources = [
    subgraph('members', `${members(DEFAULT, posts)} ${post}`, { owns: ['Member'] }),
    subgraph('tasks', `${contributed(DEFAULT, posts)} ${post}`, { takesOver: ['Member.posts'] }),
  ] as const;
  const problem = expectProblem('SHARED_LIST', ...sources);
  expect(problem).toMatchObject({ subgraph: 'members', coordinate: 'Member.posts' });
});

test('70: a new root field of another agency’s name is refused by composition, in words', () => {
  const problem = expectProblem(
    'INVALID_FIELD_SHARING',
    subgraph('members', members()),
    subgraph('tasks', `type Query { member: Member ${OPEN} } ${contributed(DEFAULT)}`),
  );
  expect(problem).toMatchObject({ coordinate: 'Query.member' });
  expect(problem.place?.line).toBeGreaterThan(0);
});

test('70: an interface object over another agency’s interface is refused', () => {
  const problem = expectProblem(
    'TAKES_OVER',
    subgraph(
      'media',
      `type Query { media: Media ${OPEN} } interface Media @key(fields: "id") { id: ID! } type Book implements Media @key(fields: "id") { id: ID! ${DEFAULT} }`,
    ),
    subgraph('tasks', `type Media @interfaceObject @key(fields: "id") { id: ID! ${DEFAULT} note: String ${OPEN} }`),
  );
  expect(problem).toMatchObject({ subgraph: 'tasks', coordinate: 'Media' });
});

test('70: a key that the owner of a type does not have is refused', () => {
  const problem = expectProblem(
    'TAKES_OVER',
    subgraph('members', members(), { owns: ['Member'] }),
    subgraph('tasks', `type Member @key(fields: "id") @key(fields: "code") { id: ID! ${DEFAULT} code: ID ${DEFAULT} }`),
  );
  expect(problem.says).toContain('“code”');
});

test.each(['region id', 'id, region', ' region,\n id '])(
  'a key that is written otherwise, “%s”, is the owner’s key all the same',
  (fields) => {
    const office = (key: string, more: string): string =>
      `type Office @key(fields: ${JSON.stringify(key)}) { id: ID! ${DEFAULT} region: ID! ${DEFAULT} ${more} }`;
    expectComposed(
      subgraph('organisations', `type Query { office: Office ${OPEN} } ${office('id region', '')}`, {
        owns: ['Office'],
      }),
      subgraph('tasks', office(fields, `tasks: Int ${DEFAULT}`)),
    );
  },
);

test('a key through another object is the owner’s in any order, and no other', () => {
  const office = (key: string, more: string): string =>
    `type Office @key(fields: "${key}") { at: Place! @shareable ${DEFAULT} of: Place! @shareable ${DEFAULT} ${more} } type Place @shareable { x: ID! ${DEFAULT} y: ID! ${DEFAULT} }`;
  const owner = subgraph(
    'organisations',
    `type Query { office: Office ${OPEN} } ${office('at { x y } of { x }', '')}`,
    {
      owns: ['Office'],
    },
  );
  expectComposed(owner, subgraph('tasks', office('of { x } at { y, x }', `tasks: Int ${DEFAULT}`)));
  expectProblem('TAKES_OVER', owner, subgraph('tasks', office('at { x } of { x y }', `tasks: Int ${DEFAULT}`)));
});

test('personal data in a key is refused', () => {
  const problem = expectProblem('PERSONAL_KEY', subgraph('members', members(PERSONAL)));
  expect(problem).toMatchObject({ coordinate: 'Member.id', place: { line: 2 } });
});

test('personal data in the key of a stub is refused, by its owner’s label', () => {
  const problem = expectProblem(
    'PERSONAL_KEY',
    subgraph('members', members(PERSONAL)),
    subgraph(
      'tasks',
      `type Query { lead: Member ${OPEN} } type Member @key(fields: "id", resolvable: false) { id: ID! }`,
    ),
  );
  expect(problem.code).toBe('PERSONAL_KEY');
});

test('the graph describes an owned type in its owner’s words', () => {
  const sdl = expectComposed(
    subgraph('members', `"A member." ${members().split('\n')[1]} type Query { member: Member ${OPEN} }`, {
      owns: ['Member'],
    }),
    subgraph('tasks', `"Somebody." ${contributed(DEFAULT)}`),
    subgraph('documents', `"Somebody." type Member @key(fields: "id") { id: ID! ${DEFAULT} papers: Int ${DEFAULT} }`),
  );
  expect(sdl).toContain('"""A member."""');
  expect(sdl).not.toContain('Somebody');
});

describe('what several agencies define and one hides, guards or prices would be so for all', () => {
  const agency = (name: string, state = 'enum State { ACTIVE EXPELLED }', filter = '', argument = ''): string =>
    `type Query { ${name}(filter: Filter): Int ${OPEN} }
${state}
input Filter { state: State @reads(fields: []) ${filter} }
type Page ${OPEN} @shareable { size(of: State @reads(fields: []) ${argument}): Int }`;
  const hidden = 'enum State { ACTIVE EXPELLED @inaccessible }';

  test.each([
    ['a value of an enum', hidden, '', '', 'State.EXPELLED', 2],
    ['an enum', 'enum State @inaccessible { ACTIVE EXPELLED }', '', '', 'State', 2],
    ['an input field', undefined, '@inaccessible', '', 'Filter.state', 3],
    ['an argument', undefined, '', '@inaccessible', 'Page.size(of:)', 4],
    ['an enum for members of staff', 'enum State @authenticated { ACTIVE EXPELLED }', '', '', 'State', 2],
    ['a dear enum', 'enum State @cost(weight: 100000) { ACTIVE EXPELLED }', '', '', 'State', 2],
    ['a dear argument', undefined, '', '@cost(weight: 100000)', 'Page.size(of:)', 4],
  ])('%s', (_, state, filter, argument, coordinate, line) => {
    const problem = expectProblem(
      'LOCKS_ANOTHERS',
      subgraph('members', agency('members')),
      subgraph('tasks', agency('tasks', state, filter, argument)),
    );
    expect(problem).toMatchObject({ subgraph: 'tasks', coordinate, place: { file: 'tasks.graphql', line } });
  });

  test('unless all of them hide it, or its owner does', () => {
    expectComposed(subgraph('members', agency('members', hidden)), subgraph('tasks', agency('tasks', hidden)));
    expectComposed(
      subgraph('members', agency('members', hidden), { owns: ['State'] }),
      subgraph('tasks', agency('tasks')),
    );
    expectProblem(
      'LOCKS_ANOTHERS',
      subgraph('members', agency('members'), { owns: ['State'] }),
      subgraph('tasks', agency('tasks', hidden)),
    );
  });
});
