import { readSeedArguments, readSubgraphConfig } from '@agency-graph/kit';
import { expect, test } from 'vitest';

const GOOD = { MEMBERS_DATABASE_URL: 'postgres://members@db:5432/members', AGENCY_GRAPH_KEYS: '/keys' };

test('what is not said has a default, but for the database', () => {
  expect(readSubgraphConfig('members', GOOD)).toMatchObject({
    name: 'members',
    host: '127.0.0.1',
    port: 4002,
    keysDirectory: '/keys',
    registerUrl: 'http://127.0.0.1:4001',
    supervised: false,
  });
  expect(() => readSubgraphConfig('members', {})).toThrow(
    'MEMBERS_DATABASE_URL must be the agency’s database'.replace('’', "'"),
  );
});

test.each([
  [{ MEMBERS_PORT: '70000' }, 'MEMBERS_PORT must be a port number'],
  [{ MEMBERS_PORT: 'http' }, 'MEMBERS_PORT must be a port number'],
  [{ MEMBERS_DATABASE_URL: 'mysql://x' }, 'MEMBERS_DATABASE_URL must be'],
  [{ REGISTER_URL: 'file:///etc/passwd' }, 'REGISTER_URL must be an http or https address'],
  [{ AGENCY_GRAPH_SUPERVISED: 'yes' }, 'AGENCY_GRAPH_SUPERVISED must be 0 or 1'],
])('%j is refused by name', (wrong, says) => {
  expect(() => readSubgraphConfig('members', { ...GOOD, ...wrong })).toThrow(says);
});

test('an agency of its own name says its own port', () => {
  const env = { BUILDING_PERMITS_DATABASE_URL: 'postgres://db/permits', BUILDING_PERMITS_PORT: '4010' };
  expect(readSubgraphConfig('building-permits', env).port).toBe(4010);
  expect(() => readSubgraphConfig('building-permits', { ...env, BUILDING_PERMITS_PORT: undefined })).toThrow(
    'BUILDING_PERMITS_PORT',
  );
});

test('a seed command says its database, and maybe size and seed', () => {
  expect(readSeedArguments(['--url', 'postgres://o@db/m'])).toEqual({
    url: 'postgres://o@db/m',
    size: 'tiny',
    seed: '384202511',
  });
  const env = { TASKS_OWNER_DATABASE_URL: 'postgres://o@db/t' };
  expect(readSeedArguments(['--size', 'small'], 'tasks', env).url).toBe('postgres://o@db/t');
  expect(() => readSeedArguments([], 'tasks', {})).toThrow('--url, or TASKS_OWNER_DATABASE_URL must name the database');
  expect(() => readSeedArguments([])).toThrow('--url must name the database');
  expect(() => readSeedArguments(['--sise', 'full'])).toThrow('--sise is not one of');
});
