// A part as the supervisor sees one: serves once its database answers, ends on SIGTERM and with its supervisor.
import { createServer } from 'node:http';
import pg from 'pg';

const name = process.argv[1].split('/').at(-3).toUpperCase();
const client = new pg.Client({ connectionString: process.env[`${name}_DATABASE_URL`] });
client.on('error', () => process.exit(4));
await client.connect();
const { rows } = await client.query('select count(*)::int as things from thing');

const server = createServer((request, response) => {
  if (request.url === '/crash') {
    console.error(`${name} meets its end`);
    process.exit(3);
  }
  response.end(JSON.stringify({ pid: process.pid, clock: process.env.POLICY_CLOCK, ...rows[0] }));
});
server.listen(Number(process.env[`${name}_PORT`]), '127.0.0.1');
const stop = () => server.close(() => client.end().then(() => process.exit(0)));
process.on('SIGTERM', stop);
if (process.env.AGENCY_GRAPH_SUPERVISED === '1') process.on('disconnect', () => process.exit(0));
