import { expect, test } from 'vitest';
import { databaseProblem } from '../../shared/kit/src/database-problem.js';

const REFUSED = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const told = (databaseUrl: string): string => databaseProblem(REFUSED, { name: 'members', databaseUrl });

test.each([
  ['postgres://members:pw@db/members', 'database "members" as role "members"'],
  ['postgres://members:pw@db:5432/members-1.copy?sslmode=require', 'database "members-1.copy" as role "members"'],
  ['socket:///run/postgresql?db=members', 'database "members" as its role'],
  ['postgres://db/members', 'its database as its role'],
  ['no URL', 'its database as its role'],
])('a problem names database and role: %s', (url, names) => {
  expect(told(url)).toContain(`MEMBERS_DATABASE_URL, ${names}: `);
});

test.each([
  'postgres://members:12/s3cret@db/members',
  'postgres://members:12/s3cret',
  'postgres://members@eu:12/s3cret@db/members',
  'postgres://members:s3cret/12@db/members',
  'postgres://members:12#s3cret@db/members',
  'postgres://members:12?s3cret@db/members',
  'socket://members:12/s3cret@/run/postgresql?db=members',
])('a problem says nothing of a password that is not escaped: %s', (url) => {
  expect(told(url)).not.toContain('s3cret');
});
