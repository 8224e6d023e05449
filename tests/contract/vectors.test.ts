import { readFileSync } from 'node:fs';
import {
  createAdmission,
  createReplayStore,
  keyOfJwk,
  pairwisePseudonym,
  queryHash,
  type Admission,
  type Jwks,
  type PrivateJwk,
  type ReplayStore,
} from '@agency-graph/contract';
import { createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';

interface Request {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}
interface Case {
  readonly says: string;
  readonly expect: 'admitted' | 'refused';
  readonly reason?: string;
  readonly at: number;
  readonly before?: readonly Request[];
  readonly request: Request;
}
interface AdmissionVectors {
  readonly audience: string;
  readonly gatewayKeys: Jwks;
  readonly agreementKeys: readonly string[];
  readonly cases: readonly Case[];
}

const textOf = (name: string): string =>
  readFileSync(new URL(`../../shared/contract/vectors/${name}.json`, import.meta.url), 'utf8');
const read = <T>(name: string): T => JSON.parse(textOf(name)) as T;

const { keys } = read<{ keys: Record<string, PrivateJwk> }>('keys');
const vectors = read<AdmissionVectors>('admission');

function admissionAt(seconds: number): Admission {
  const clock = (): number => seconds * 1000;
  return createAdmission({
    audience: vectors.audience,
    gatewayKeys: vectors.gatewayKeys,
    agreementKeys: vectors.agreementKeys.map((name) => keyOfJwk(keys[name] as PrivateJwk, 'private')),
    replayStore: earlierStore(clock),
    clock,
  });
}
/** A replay store that was there before what it is asked about was issued. */
function earlierStore(clock: () => number): ReplayStore {
  let since = 60_000;
  const replayStore = createReplayStore({ clock: () => clock() - since });
  since = 0;
  return replayStore;
}
const admit = (admission: Admission, request: Request) =>
  admission.admit({ ...request, body: Buffer.from(request.body, 'base64') });

test('there are good and bad vectors, at least thirty', () => {
  const good = vectors.cases.filter((one) => one.expect === 'admitted');
  expect(good.length).toBeGreaterThanOrEqual(10);
  expect(vectors.cases.length - good.length).toBeGreaterThanOrEqual(30);
  expect(new Set(vectors.cases.map(({ says }) => says)).size).toBe(vectors.cases.length);
});

test.each(vectors.cases.map((one) => [one.says, one] as const))('%s', async (_says, one) => {
  const admission = admissionAt(one.at);
  for (const request of one.before ?? []) expect((await admit(admission, request)).kind).toBe('admitted');
  const admitted = await admit(admission, one.request);
  expect(admitted.kind).toBe(one.expect);
  if (admitted.kind === 'refused') expect(admitted.reason).toBe(one.reason);
});

test('query texts and accounts are named as the vectors say', () => {
  for (const { text, hash } of read<{ cases: { text: string; hash: string }[] }>('query-hash').cases) {
    expect(queryHash(text)).toBe(hash);
  }
  type Pseudonym = { secret: string; subgraph: string; account: string; pseudonym: string };
  for (const { secret, subgraph, account, pseudonym } of read<{ cases: Pseudonym[] }>('pseudonym').cases) {
    expect(pairwisePseudonym(createSecretKey(secret, 'hex'), subgraph, account)).toBe(pseudonym);
  }
});

test('the stored vectors are what their script makes', async () => {
  const script = new URL('../../shared/contract/vectors/generate.mjs', import.meta.url).href;
  const made = (await import(/* @vite-ignore */ script)) as { vectors: Record<string, unknown> };
  for (const [name, vector] of Object.entries(made.vectors)) {
    expect(JSON.parse(JSON.stringify(vector)), name).toEqual(read(name));
  }
});
