import { beforeAll, describe, expect, test } from 'vitest';
import { verifyToken, type Identity, type TrustedIssuer } from '../../../gateway/src/identity/token.js';
import { Refusal } from '../../../gateway/src/refusals.js';
import { ISSUER } from '../fixture/directory.js';
import { ecKey, goodClaims, goodHeader, part, rsaKey, signed, tokenOf, type TestKey } from '../fixture/tokens.js';

const OTHER = 'https://sso.example';
const key = ecKey('one');
const stranger = ecKey('one');
const rsa = rsaKey('rsa');
const asked: string[] = [];

const find = (keys: readonly TestKey[]) => async (kid: string) => {
  asked.push(kid);
  const found = keys.find((one) => one.kid === kid);
  if (found === undefined) throw new Error('no such key');
  return found.publicKey;
};
const trusted = (
  issuer: string,
  algorithms: TrustedIssuer['config']['algorithms'],
  development: boolean,
  ...keys: readonly TestKey[]
): [string, TrustedIssuer] => [
  issuer,
  {
    config: { issuer, jwks: { kind: 'file', file: '' }, algorithms, audience: 'agency-graph', development },
    findKey: find(keys),
  },
];
const issuers = new Map([
  // The development issuer holds an RSA key too, though its algorithms name only ES256.
  trusted(ISSUER, ['ES256'], true, key, rsa),
  trusted(OTHER, ['RS256', 'PS256'], false, rsa, key),
]);

const NOW = Date.now();
const verify = (token: string | undefined, at = NOW): Promise<Identity> =>
  verifyToken(token, issuers, 'scope', () => at);
const bearer = (token: string): string => `Bearer ${token}`;

async function expectNoToken(authorization: string | undefined, at?: number): Promise<void> {
  const refusal: unknown = await verify(authorization, at).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(Refusal);
  // One answer to all: what was wrong with a token helps only whoever forges one.
  expect({ ...(refusal as Refusal) }).toEqual({
    ...new Refusal('AUTH_ERROR'),
    name: 'Refusal',
  });
}

beforeAll(() => void (asked.length = 0));

describe('a good token', () => {
  test('says who, and nothing of what they may do', async () => {
    const token = tokenOf(key, { jti: 'j1', amr: ['hwk'], act: { sub: 'M-1' }, scope: 'a b', clearance: 'TOP_SECRET' });
    expect(await verify(bearer(token))).toEqual({
      issuer: ISSUER,
      subject: 'clerk',
      tokenId: 'j1',
      hardwareKey: true,
      endUser: 'M-1',
      scopes: new Set(['a', 'b']),
      zone: 'PARTY_WAN',
    });
  });

  test('is read once: shown again, it says the same', async () => {
    const token = bearer(tokenOf(key, { scope: 'a' }));
    const first = await verify(token);
    expect(await verify(token)).toBe(first);
  });

  test('whose key is withdrawn, or replaced under its name, is none any more', async () => {
    const keys = [key];
    const own = new Map([[ISSUER, { ...issuers.get(ISSUER)!, findKey: find(keys) }]]);
    const token = bearer(tokenOf(key));
    const show = () => verifyToken(token, own, 'scope', () => NOW);
    expect(await show()).toMatchObject({ subject: 'clerk' });
    for (const others of [[], [stranger]]) {
      keys.splice(0, 1, ...others);
      await expect(show()).rejects.toThrow(Refusal);
    }
    keys.splice(0, 1, key);
    expect(await show()).toMatchObject({ subject: 'clerk' });
  });

  test('of another issuer, by its own algorithms; a zone only the development issuer may claim', async () => {
    for (const alg of ['RS256', 'PS256']) {
      const token = signed({ alg, typ: 'at+jwt', kid: 'rsa' }, { ...goodClaims(), iss: OTHER }, rsa, alg);
      expect(await verify(bearer(token))).toMatchObject({ issuer: OTHER, zone: null });
    }
  });

  test('a claim called __proto__ or constructor changes nothing', async () => {
    const claims = JSON.stringify(goodClaims()).replace('{', '{"__proto__":{"endUser":"x"},"constructor":"y",');
    expect(await verify(bearer(signed(goodHeader(key), claims, key)))).toMatchObject({
      subject: 'clerk',
      endUser: null,
    });
    expect(({} as Record<string, unknown>)['endUser']).toBeUndefined();
  });
});

describe('algorithms and keys', () => {
  test.each(['none', 'nOnE', 'NONE', ''])('alg %j without a signature', async (alg) => {
    const text = `${part({ ...goodHeader(key), alg })}.${part(goodClaims())}`;
    for (const signature of ['', '.', '.AA']) await expectNoToken(bearer(`${text}${signature}`));
  });

  test('an HMAC under the public key', async () => {
    await expectNoToken(bearer(signed({ ...goodHeader(key), alg: 'HS256' }, goodClaims(), key, 'HS256')));
  });

  test('an algorithm that is not among the issuer’s, though its key is there', async () => {
    await expectNoToken(bearer(signed({ alg: 'RS256', typ: 'at+jwt', kid: 'rsa' }, goodClaims(), rsa, 'RS256')));
    await expectNoToken(bearer(signed(goodHeader(key), { ...goodClaims(), iss: OTHER }, key)));
  });

  test('a key of another kind than the algorithm', async () => {
    await expectNoToken(bearer(signed({ ...goodHeader(key), kid: 'rsa' }, goodClaims(), key)));
  });

  test('a stranger’s key, and a changed claim', async () => {
    await expectNoToken(bearer(tokenOf(stranger)));
    const [head, , signature] = tokenOf(key).split('.');
    await expectNoToken(bearer(`${head}.${part(goodClaims('chief'))}.${signature}`));
  });

  test('one issuer’s name under another’s key', async () => {
    await expectNoToken(bearer(tokenOf(key, { iss: 'https://unknown.example' })));
    await expectNoToken(bearer(tokenOf(key, { iss: '__proto__' })));
  });

  test.each(['../../dev/null', "' OR 1=1--", 'x'.repeat(10_000), ['one'], null, 7, '__proto__', '', 'unknown'])(
    'kid %j',
    async (kid) => {
      await expectNoToken(bearer(tokenOf(key, {}, { kid })));
    },
  );

  test('a kid that is no plain name is never looked up', () => {
    expect(asked.every((kid) => /^[\w-]{1,128}$/.test(kid))).toBe(true);
  });

  test.each([
    { crit: ['exp'] },
    { crit: [], b64: false },
    { crit: ['b64'], b64: false },
    { typ: 'JWT' },
    { typ: 'id+jwt' },
    { typ: undefined },
    { alg: 'ES384' },
    { alg: ['ES256'] },
  ])('header %j', async (header) => {
    await expectNoToken(bearer(tokenOf(key, {}, header)));
  });

  test('keys that the token brings along are not looked at', async () => {
    const jwk = stranger.publicKey.export({ format: 'jwk' });
    const header = { jwk, jku: 'http://127.0.0.1:1/keys', x5u: 'http://127.0.0.1:1/x', x5c: ['AAAA'] };
    await expectNoToken(bearer(tokenOf(stranger, {}, header)));
    expect(await verify(bearer(tokenOf(key, {}, header)))).toMatchObject({ subject: 'clerk' });
  });
});

describe('times', () => {
  const at = (seconds: number): number => Math.floor(NOW / 1_000) + seconds;
  test.each([
    ['expired 4 s ago', { iat: at(-300), exp: at(-4) }, true],
    ['expired 6 s ago', { iat: at(-300), exp: at(-6) }, false],
    ['from 4 s ahead', { nbf: at(4) }, true],
    ['from 6 s ahead', { nbf: at(6) }, false],
    ['issued 4 s ahead', { iat: at(4), exp: at(600) }, true],
    ['issued 7 s ahead', { iat: at(7), exp: at(600) }, false],
    ['15 minutes long', { iat: at(0), exp: at(900) }, true],
    ['15 minutes and a second long', { iat: at(0), exp: at(901) }, false],
    ['over before it began', { iat: at(2), exp: at(1) }, false],
  ])('%s', async (_what, claims, good) => {
    if (good) expect(await verify(bearer(tokenOf(key, claims)))).toMatchObject({ subject: 'clerk' });
    else await expectNoToken(bearer(tokenOf(key, claims)));
  });

  test('a token that was good is so while its times are, and its key is there', async () => {
    const token = bearer(tokenOf(key, { iat: at(0), nbf: at(0), exp: at(600) }));
    for (const second of [0, -5, 604, 300])
      expect(await verify(token, NOW + second * 1_000)).toMatchObject({ subject: 'clerk' });
    for (const second of [605, 100_000, -6]) await expectNoToken(token, NOW + second * 1_000);
    const elsewhere = new Map([trusted(ISSUER, ['ES256'], true, stranger)]);
    await expect(verifyToken(token, elsewhere, 'scope', () => NOW)).rejects.toThrow(Refusal);
    expect(await verify(token)).toMatchObject({ subject: 'clerk' });
  });

  test.each(['"4102444800"', '1.5', '-1', '1e308', '1e400', '1e12', 'null', '[1]', 'true'])('exp %s', async (exp) => {
    const claims = JSON.stringify({ ...goodClaims(), exp: 0 }).replace('"exp":0', `"exp":${exp}`);
    await expectNoToken(bearer(signed(goodHeader(key), claims, key)));
  });

  test.each(['iat', 'exp', 'sub', 'jti', 'iss', 'aud'])('without %s', async (claim) => {
    await expectNoToken(bearer(tokenOf(key, { [claim]: undefined })));
  });
});

describe('claims', () => {
  test.each([
    { aud: ['agency-graph'] },
    { aud: ['agency-graph', 'other'] },
    { aud: 'agency-graph2' },
    { aud: 'agency' },
    { aud: 'Agency-Graph' },
    { aud: '' },
    { sub: '' },
    { sub: 7 },
    { sub: 'x'.repeat(300) },
    { jti: 'a b' },
    { jti: 'a\nb' },
    { zone: 'MOON' },
    { act: 'M-1' },
  ])('%j', async (claims) => {
    await expectNoToken(bearer(tokenOf(key, claims)));
  });

  test('one twice', async () => {
    const claims = JSON.stringify(goodClaims());
    for (const extra of ['"sub":"ADMIN"', '"s\\u0075b":"ADMIN"', '"exp":4102444800']) {
      await expectNoToken(bearer(signed(goodHeader(key), claims.replace('}', `,${extra}}`), key)));
    }
    const header = JSON.stringify(goodHeader(key)).replace('}', ',"alg":"none"}');
    await expectNoToken(bearer(signed(header, goodClaims(), key)));
  });
});

describe('form', () => {
  test('another spelling of the same bytes', async () => {
    const token = tokenOf(key);
    const [head = '', claims = '', signature = ''] = token.split('.');
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // 64 bytes end on a character of which four bits are unused.
    const last = alphabet.indexOf(signature.at(-1)!);
    const respelt = `${signature.slice(0, -1)}${alphabet[last ^ 1]}`;
    expect(Buffer.from(respelt, 'base64url')).toEqual(Buffer.from(signature, 'base64url'));
    await expectNoToken(bearer(`${head}.${claims}.${respelt}`));
    await expectNoToken(bearer(`${token}=`));
    await expectNoToken(bearer(`${token} `));
    await expectNoToken(bearer(`${token}\n`));
    await expectNoToken(bearer(`${head}.${claims}.${Buffer.from(signature, 'base64url').toString('base64')}`));
  });

  test('another scheme, or none', async () => {
    const token = tokenOf(key);
    for (const text of [
      token,
      `bearer ${token}`,
      `BEARER ${token}`,
      `Bearer  ${token}`,
      `Basic ${token}`,
      'Bearer ',
      '',
    ])
      await expectNoToken(text);
    await expectNoToken(`Bearer ${token}, Bearer ${token}`);
    await expectNoToken(undefined);
  });

  test('encrypted, nested, detached, or in JSON', async () => {
    const token = tokenOf(key);
    const [head, claims, signature] = token.split('.');
    await expectNoToken(bearer(`${part({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.AA.AA.AA.AA`));
    await expectNoToken(bearer(signed({ ...goodHeader(key), cty: 'JWT' }, token, key)));
    await expectNoToken(bearer(`${head}..${signature}`));
    await expectNoToken(bearer(JSON.stringify({ protected: head, payload: claims, signature })));
  });

  test('over 4 KiB', async () => {
    const sized = (length: number): string => {
      const base = tokenOf(key, { pad: '' }).length;
      for (let pad = Math.floor(((length - base) * 3) / 4); ; pad += 1) {
        const token = tokenOf(key, { pad: 'x'.repeat(pad) });
        if (token.length >= length) return token;
      }
    };
    expect(await verify(bearer(sized(4_090)))).toMatchObject({ subject: 'clerk' });
    await expectNoToken(bearer(sized(4_097)));
  });
});
