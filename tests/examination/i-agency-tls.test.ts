import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type SecureContextOptions } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCheckout, type Checkout, type RunningGateway } from '../gateway/fixture/gateway-process.js';
import { makeAuthority, selfSigned, type Authority } from './support/certificates.js';
import { RATINGS_SDL } from './support/ratings.js';
import { HANDSHAKE, serveRatingsByTls, type RatingsByTls } from './support/ratings-by-tls.js';

let authority: Authority;
let ratings: RatingsByTls;
let checkout: Checkout;
let gateway: RunningGateway;
beforeAll(async () => {
  authority = await makeAuthority('authority of agencies');
  ratings = await serveRatingsByTls(await authority.issue());
  checkout = await makeCheckout([{ name: 'ratings', sdl: RATINGS_SDL, url: ratings.url }]);
  const file = join(checkout.directory, 'authority.pem');
  writeFileSync(file, authority.cert);
  gateway = await checkout.start(['env', `NODE_EXTRA_CA_CERTS=${file}`]);
});
afterAll(async () => {
  await checkout?.close();
  await ratings?.close();
});

interface Told {
  readonly data: { readonly opinions: readonly { readonly title: string; readonly rating: string | null }[] };
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

async function ask(): Promise<Told> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: checkout.bearer() },
    body: JSON.stringify({ query: '{ opinions(first: 1) { title rating } }' }),
  });
  return (await response.json()) as Told;
}

async function expectServed(): Promise<void> {
  const { data, errors } = await ask();
  expect([errors, data.opinions[0]!.rating]).toEqual([undefined, 'rated O-0']);
}

/** The other agency's field is there, and this one's is not. */
async function expectNotBelieved(): Promise<void> {
  const asked = ratings.asked.length;
  const { data, errors } = await ask();
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['SUBGRAPH_UNAVAILABLE']);
  expect(data.opinions[0]).toEqual({ title: expect.any(String), rating: null });
  expect(ratings.asked.length).toBe(asked);
}

describe('161: an agency is asked over TLS that it is proven by, or not at all', () => {
  // Old protocols need a server, and a client, that are allowed to speak them.
  const OLD = { ciphers: 'DEFAULT:@SECLEVEL=0' };
  const old = (version: 'TLSv1' | 'TLSv1.1') => async (): Promise<SecureContextOptions> => ({
    ...(await authority.issue()),
    minVersion: version,
    maxVersion: version,
    ...OLD,
  });
  test.each<[string, () => Promise<SecureContextOptions | 'nothing'>]>([
    ['a certificate that has ended', () => authority.issue({ days: -1 })],
    ['one for another address', () => authority.issue({ address: '127.0.0.2' })],
    ['one of an authority that nobody named', async () => (await makeAuthority('another authority')).issue()],
    ['one of its own making', selfSigned],
    ['TLS 1.0', old('TLSv1')],
    ['TLS 1.1', old('TLSv1.1')],
    ['no TLS', () => Promise.resolve('nothing')],
  ])('%s', async (_, credentials) => {
    await expectServed();
    ratings.present(await credentials());
    await expectNotBelieved();
    ratings.present(await authority.issue());
    await expectServed();
    await expectServed();
  });

  test.each(['TLSv1', 'TLSv1.1'] as const)('a client that speaks %s would have been served', async (version) => {
    ratings.present(await old(version)());
    const client = connect({ port: ratings.port, host: '127.0.0.1', ca: authority.cert, ...OLD, minVersion: version });
    await once(client, 'secureConnect');
    expect(client.getProtocol()).toBe(version);
    client.destroy();
    ratings.present(await authority.issue());
  });

  test('a certificate is renewed under load: nobody notices', async () => {
    const asked = ratings.asked.length;
    let left = 300;
    const client = async (): Promise<void> => {
      for (; left > 0; await expectServed())
        if ((left -= 1) % 60 === 0) ratings.present(await authority.issue(), 'renewal');
    };
    await Promise.all(Array.from({ length: 8 }, client));
    expect(ratings.asked.length - asked).toBeGreaterThanOrEqual(300);
  });

  test('nothing was ever said to it in the clear', () => expect([...ratings.first]).toEqual([HANDSHAKE]));
});
