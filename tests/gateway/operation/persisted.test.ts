import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createPersisted, readManifest, type PersistedConfig } from '../../../gateway/src/operation/persisted.js';
import { Refusal } from '../../../gateway/src/refusals.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const LISTED = '{ viewer { account } }';
const OTHER = '{ __typename }';
const OFF: PersistedConfig = { listed: new Map(), onlyListed: false, requireId: false, automatic: false };
const LIST = { ...OFF, listed: new Map([[sha256(LISTED), LISTED]]) };

const request = (query: string | null, hash: string | null) => ({ query, hash, operationName: null, variables: {} });

/** The text found, or the code of the refusal. */
function found(config: PersistedConfig, query: string | null, hash: string | null): string {
  try {
    return createPersisted(() => config).find(request(query, hash)).query;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe('a request by hash', () => {
  test.each<[string, PersistedConfig, string]>([
    ['nothing is known', OFF, 'PERSISTED_QUERY_NOT_SUPPORTED'],
    ['it is listed', LIST, LISTED],
    ['it is listed, and nothing else is answered', { ...LIST, onlyListed: true, requireId: true }, LISTED],
    ['clients may have some remembered', { ...OFF, automatic: true }, 'PERSISTED_QUERY_NOT_FOUND'],
  ])('where %s', (_, config, result) => {
    expect(found(config, null, sha256(LISTED))).toBe(result);
  });

  test('that nobody knows is not found', () => {
    expect(found(LIST, null, sha256(OTHER))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });
});

describe('a request by text', () => {
  test.each<[string, PersistedConfig, string, string]>([
    ['there is no list', OFF, OTHER, OTHER],
    ['the list is no limit', LIST, OTHER, OTHER],
    ['only what is listed is answered', { ...LIST, onlyListed: true }, OTHER, 'OPERATION_NOT_ALLOWED'],
    ['only what is listed is answered, and it is', { ...LIST, onlyListed: true }, LISTED, LISTED],
    ['a hash is asked for', { ...LIST, onlyListed: true, requireId: true }, LISTED, 'OPERATION_NOT_ALLOWED'],
  ])('where %s', (_, config, text, result) => {
    expect(found(config, text, null)).toBe(result);
  });

  test('136: under the hash of another is refused, and not remembered', () => {
    const persisted = createPersisted(() => ({ ...OFF, automatic: true }));
    expect(() => persisted.find(request(OTHER, sha256(LISTED)))).toThrow('provided sha does not match query');
    expect(() => persisted.find(request(null, sha256(LISTED)))).toThrow('PersistedQueryNotFound');
  });
});

describe('automatic persisted queries', () => {
  test('are found once they are kept; as many as there is room for', () => {
    const persisted = createPersisted(() => ({ ...OFF, automatic: true }));
    const texts = Array.from({ length: 1_001 }, (_, n) => `{ f${n} }`);
    for (const text of texts) persisted.keep(request(text, sha256(text)));
    expect(persisted.find(request(null, sha256(texts.at(-1)!))).query).toBe(texts.at(-1));
    expect(() => persisted.find(request(null, sha256(texts[0]!)))).toThrow('PersistedQueryNotFound');
  });

  test.each<[string, PersistedConfig, string | null]>([
    ['where they are off', OFF, sha256(OTHER)],
    ['beside a safelist', { ...LIST, automatic: true, onlyListed: true }, sha256(OTHER)],
    ['without a hash', { ...OFF, automatic: true }, null],
  ])('nothing is kept %s', (_, config, hash) => {
    const persisted = createPersisted(() => config);
    persisted.keep(request(OTHER, hash));
    expect(() => persisted.find(request(null, sha256(OTHER)))).toThrow(/^PersistedQuery/);
  });
});

describe('a manifest', () => {
  const operations = [{ id: sha256(LISTED), name: 'A', type: 'query', body: LISTED }];
  test.each([
    ['in Apollo’s form', { format: 'apollo-persisted-query-manifest', version: 1, operations }],
    ['as texts by their hashes', { [sha256(LISTED)]: LISTED }],
  ])('is read %s', (_, manifest) => {
    expect(readManifest(JSON.stringify(manifest))).toEqual(LIST.listed);
  });

  test.each([
    ['[]', /neither/],
    ['{"format":"other","version":1,"operations":[]}', /neither/],
    [JSON.stringify({ [sha256(OTHER)]: LISTED }), /is not named by the SHA-256 of its text/],
    ['{"format":"apollo-persisted-query-manifest","version":1,"operations":[null]}', /is not named by/],
    ['{"__proto__":"x"}', /is not named by/],
    ['{', /JSON/],
  ])('%s is refused', (text, says) => {
    expect(() => readManifest(text)).toThrow(says);
  });
});
