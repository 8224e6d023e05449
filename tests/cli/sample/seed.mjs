// A seed as the supervisor sees one: progress on stdout, `seed_state` last.
import { GENERATOR_VERSION } from '@agency-graph/world';
import pg from 'pg';

const [, , , size, , seed] = process.argv;
const name = process.argv[1].split('/').at(-3).toUpperCase();
const client = new pg.Client({ connectionString: process.env[`${name}_OWNER_DATABASE_URL`] });
await client.connect();
await client.query('insert into thing select generate_series(1, 10)');
console.log(JSON.stringify({ done: 5, of: 10, what: 'things' }));
if (process.env.SAMPLE_FAILS === name) {
  console.error(`${name} cannot be loaded`);
  process.exit(1);
}
await client.query('create table seed_state (size text, seed text, generator text)');
await client.query('insert into seed_state values ($1, $2, $3)', [size, seed, GENERATOR_VERSION]);
await client.end();
