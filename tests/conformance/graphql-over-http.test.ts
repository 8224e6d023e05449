import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway, type GatewayUnderTest } from '../gateway/fixture/gateway-under-test.js';

/**
 * Recommendations that are not followed, with why. A request that is refused before execution is a 400 in both media
 * types: the table of refusals has one status a code, and monitoring must not take refusals for answers.
 */
const NOT_FOLLOWED = ['572B', 'FDE2', '7B9B'];

let gateway: GatewayUnderTest;
beforeAll(async () => (gateway = await startGateway()));
afterAll(() => gateway?.close());

const audits = serverAudits({
  url: () => `${gateway.url}/graphql`,
  fetchFn: (url: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', gateway.bearer());
    return fetch(url, { ...init, headers });
  },
});

describe('GraphQL over HTTP', () => {
  for (const { id, name, fn } of audits) {
    test(`${id} ${name}`, async () => {
      const result = await fn();
      const followed = !NOT_FOLLOWED.includes(id);
      if (!followed) expect(name).toMatch(/^SHOULD use .*200.* when accepting application\/json/);
      expect(result.status, 'reason' in result ? result.reason : '').toBe(followed ? 'ok' : 'warn');
    });
  }
});
