import { createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { createAgencies } from '../../../gateway/src/execute/agencies.js';
import type { Errand } from '../../../gateway/src/execute/subgraph-client.js';
import type { Intent } from '../../../gateway/src/audit/record.js';
import type { Generation } from '../../../gateway/src/supergraph/generation.js';
import type { ReceivedRequest } from '../../../gateway/src/http/read-request.js';
import { authenticate } from '../../../gateway/src/identity/authenticate.js';
import type { Caller } from '../../../gateway/src/identity/caller.js';
import { ecKey, tokenOf } from '../fixture/tokens.js';

const key = ecKey('one');

/** The caller of a request to a plain graph that believes the key, whatever issuer a token of it names. */
const callerFrom = (client: string, claims?: Record<string, unknown>): Promise<Caller> => {
  const rawHeaders = claims === undefined ? [] : ['authorization', `Bearer ${tokenOf(key, claims)}`];
  return authenticate({ client, rawHeaders } as unknown as ReceivedRequest, {
    kind: 'tokens',
    trusted: [{ issuer: null, audience: null, algorithms: ['ES256'], findKey: async () => key.publicKey }],
    required: false,
    scopeClaim: 'scope',
    zone: 'INTERNET',
    policyNow: () => '2026-03-15T09:00:00+07:00',
    wallClock: Date.now,
  });
};

const HERE = '192.0.2.1';
const THERE = '192.0.2.2';

test('174: who shows no token counts by their address, and is the same nobody to the record', async () => {
  const [one, again, other] = await Promise.all([HERE, HERE, THERE].map((client) => callerFrom(client)));
  expect(again!.countedAs).toBe(one!.countedAs);
  expect(other!.countedAs).not.toBe(one!.countedAs);
  const nobody = { authenticated: false, hardwareKey: false, accountId: 'anonymous', issuer: '', tokenId: '' };
  expect([one, other]).toMatchObject([nobody, nobody]);
});

test('174: a subject counts as one wherever they ask from, and as another at another issuer', async () => {
  const clerk = { iss: 'https://one.example', sub: 'clerk' };
  const one = await callerFrom(HERE, clerk);
  expect((await callerFrom(THERE, clerk)).countedAs).toBe(one.countedAs);
  expect((await callerFrom(HERE, { ...clerk, iss: 'https://other.example' })).countedAs).not.toBe(one.countedAs);
  expect((await callerFrom(HERE, { ...clerk, sub: 'judge' })).countedAs).not.toBe(one.countedAs);
  // A space in the one is none between the two.
  const spaced = await callerFrom(HERE, { iss: 'a b', sub: 'c' });
  expect((await callerFrom(HERE, { iss: 'a', sub: 'b c' })).countedAs).not.toBe(spaced.countedAs);
  expect(one.accountId).toBe('clerk');
});

test('174: nobody is somebody else by the name that they choose', async () => {
  const named = await callerFrom(THERE, { iss: undefined, sub: HERE });
  expect(named.countedAs).not.toBe((await callerFrom(HERE)).countedAs);
  // A token that names nobody may be anybody's.
  const unnamed = { sub: undefined };
  expect((await callerFrom(HERE, unnamed)).countedAs).not.toBe((await callerFrom(THERE, unnamed)).countedAs);
});

test('an agency’s breaker tells two clients without a token from one', async () => {
  const errands: Errand[] = [];
  const client = {
    open: (_claims: unknown, errand: Errand) => (errands.push(errand), () => Promise.reject(new Error('not asked'))),
    misformed: () => {},
    state: () => ({ breaker: 'closed' as const, inFlight: 0, waiting: 0 }),
    close: () => Promise.resolve(),
  };
  const agencies = createAgencies({
    clients: { of: () => new Map([['units', client]]), close: client.close },
    own: null,
    pseudonymSecret: createSecretKey(Buffer.alloc(32)),
    register: { version: 0, stands: () => false },
    failed: () => {},
  });
  const patience = { deadline: Infinity, gone: new AbortController().signal };
  for (const address of [HERE, HERE, THERE]) {
    const intent = { caller: await callerFrom(address), trace: '' } as Intent;
    agencies.for(intent, { versions: { supergraph: '' } } as Generation, patience).ask('units');
  }
  expect(new Set(errands.map(({ caller }) => caller)).size).toBe(2);
});
