import {
  createContextSigner,
  createProver,
  loadGatewayPrivateKeys,
  loadPublicKey,
  queryHash,
} from '@agency-graph/contract';
import { DEFAULT_LIMITS } from '@agency-graph/composition';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Metrics } from '../../gateway/src/admin/metrics.js';
import { watching } from '../../gateway/src/admin/watching.js';
import { signed } from '../../gateway/src/execute/wire-headers.js';
import { createSubgraphClient } from '../../gateway/src/execute/subgraph-client.js';
import { CLAIMS, startPeople, type PeopleAgency } from './fixture/serve-people.js';

let agency: PeopleAgency;
beforeAll(async () => {
  agency = await startPeople();
});
afterAll(() => agency.close());

test('the gateway’s operators are told of an agency that lacks what its published schema has', async () => {
  const said: string[] = [];
  const log = pino({ base: null }, { write: (line: string) => void said.push(line) });
  const metrics = new Metrics();
  const client = clientOf(agency, watching(metrics, log)('people'));
  const ask = async (caller: string, query: string): Promise<unknown> => {
    const patience = { deadline: performance.now() + 5_000, gone: new AbortController().signal };
    const open = client.open(() => ({ ...CLAIMS, sub: caller, qs: [queryHash(query)] }), {
      ...patience,
      caller,
      trace: '0'.repeat(32),
    });
    return open({ query, operationName: undefined, variables: {}, mutation: false }).catch(() => 'did not answer');
  };
  try {
    expect(await ask('one', '{ __typename }')).toMatchObject({ data: { __typename: 'Query' } });
    expect(await ask('one', '{ newField }')).toBe('did not answer');
    expect(await ask('other', '{ newField }')).toBe('did not answer');
  } finally {
    await client.close();
  }
  expect(metrics.agencies.get('people')?.outcomes.get('refuses-question')).toBe(2);
  expect(said.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 50, subgraph: 'people', outcome: 'refuses-question' }),
  ]);
});

function clientOf({ served, keysDirectory }: PeopleAgency, onAsked: Parameters<typeof createSubgraphClient>[2]) {
  const { signing, agreement } = loadGatewayPrivateKeys(keysDirectory);
  const subgraphKey = loadPublicKey(join(keysDirectory, 'people.pub'));
  return createSubgraphClient(
    { url: `${served.url}/graphql`, limits: DEFAULT_LIMITS },
    signed(
      createContextSigner({ iss: 'gateway-1', signingKey: signing }),
      createProver({ iss: 'gateway-1', aud: 'people', agreementKey: agreement, subgraphKey }),
    ),
    onAsked,
  );
}
