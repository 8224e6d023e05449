import { LANGUAGES } from '@agency-graph/policy';
import type { FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAdminServer } from '../../../gateway/src/admin/admin-server.js';
import { createRecent } from '../../../gateway/src/admin/recent.js';
import type { Running, ServedState } from '../../../gateway/src/admin/running.js';
import { statusPage } from '../../../gateway/src/admin/status-page.js';
import { openAdmin } from '../../../gateway/src/start/admin.js';
import { CACHES, logState } from '../../../gateway/src/start/wired.js';
import { LOOSE_SIGN } from '../../support/french-spacing.js';
import { launchBrowser } from '../../web/browser.js';
import { contrasts } from '../../web/contrast.js';
import { outOfReach } from '../../web/out-of-reach.js';
import { startGateway, type GatewayUnderTest } from '../fixture/gateway-under-test.js';
import { CANARY } from '../fixture/opinions.js';

const TOKEN = 'a-token-of-the-admin-door-long-enough';
const GOOD: ServedState = {
  supergraph: 'graph-1',
  policy: 'policy-1',
  since: Date.UTC(2026, 2, 15),
  refused: [],
  taken: 2,
  refusals: 0,
  swap: 120,
};

let gateway: GatewayUnderTest;
let running: Running;
let admin: FastifyInstance;
let url: string;
let graph = GOOD;
let missing: string | null = null;
beforeAll(async () => {
  gateway = await startGateway();
  const { metrics, agencies, audit } = gateway.rooms;
  running = {
    metrics,
    caches: CACHES,
    agencies: () => agencies.states(''),
    graph: () => graph,
    audit: () => logState(audit),
    notReady: () => missing,
    degraded: () => graph.refused.map(({ part }) => part),
  };
  admin = createAdminServer(running, TOKEN);
  url = await admin.listen({ host: '127.0.0.1', port: 0 });
  for (const query of ['{ opinions(first: 2) { id title } }', '{ opinion(id: "O-1") { title draft } }', '{ nothing }'])
    await gateway.post({ query });
  await gateway.post({ query: '{ viewer { account } }' }, { authorization: 'Bearer none' });
});
afterAll(async () => {
  await admin?.close();
  await gateway?.close();
});

test('opens where supergraph.yaml says, with a token made on the first start, and keeps a hundred connections', async () => {
  const keys = mkdtempSync(join(tmpdir(), 'agency-graph-admin-'));
  // As the configuration is once it is read: nobody may change it.
  const configured = Object.freeze({ host: '127.0.0.1', port: 0 });
  const told: object[] = [];
  const log = { info: (what: object) => void told.push(what) } as Pick<Logger, 'info'>;
  const gateway = { profile: 'development', listen: [], admin: configured } as const;
  const door = await openAdmin({ port: null, adminPort: null }, gateway, keys, running, log);
  try {
    expect(told).toEqual([{ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string }]);
    const token = readFileSync(join(keys, 'admin.token'), 'utf8').trim();
    const { url: there } = told[0] as { readonly url: string };
    const status = async (bearer: string): Promise<number> =>
      (await fetch(`${there}/metrics`, { headers: { authorization: `Bearer ${bearer}` } })).status;
    expect([await status(token), await status(TOKEN)]).toEqual([200, 401]);

    const crowd = Array.from({ length: 101 }, () => connect(Number(new URL(there).port), '127.0.0.1'));
    const gone = Promise.race(crowd.map((one) => once(one, 'close')));
    await Promise.all(crowd.map((one) => once(one, 'connect')));
    await gone;
    expect(await status(token)).toBe(200);
    for (const one of crowd) one.destroy();
  } finally {
    await door?.close();
    rmSync(keys, { recursive: true });
  }
});

test('where the gateway is given another port it takes a free one, but in production', async () => {
  const keys = mkdtempSync(join(tmpdir(), 'agency-graph-admin-'));
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const log = { info: () => {} };
  const opened = (profile: 'development' | 'production') =>
    openAdmin(
      { port: 8443, adminPort: null },
      { profile, listen: [{ host: '127.0.0.1', port: 4000, zone: 'PARTY_WAN' }], admin: { host: '127.0.0.1', port } },
      keys,
      running,
      log,
    );
  try {
    await (await opened('development'))?.close();
    await expect(opened('production')).rejects.toThrow('EADDRINUSE');
  } finally {
    taken.close();
    rmSync(keys, { recursive: true });
  }
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}${path}`, { headers: { authorization: `Bearer ${TOKEN}`, ...headers } });

/** Samples of a scrape, by their name and labels. */
async function scrape(): Promise<ReadonlyMap<string, number>> {
  const text = await (await get('/metrics')).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

describe('85: the admin door', () => {
  test.each([
    ['no token', ''],
    ['another token', `Bearer ${TOKEN}x`],
    ['a caller’s token', ''],
    ['another scheme', `Digest ${TOKEN}`],
    ['a wrong password', `Basic ${Buffer.from(`x:${TOKEN.slice(1)}`).toString('base64')}`],
  ])('is closed with %s', async (what, authorization) => {
    const shown = what === 'a caller’s token' ? gateway.bearer() : authorization;
    for (const path of ['/metrics', '/status', '/nothing']) {
      const response = await get(path, { authorization: shown });
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([
        401,
        expect.stringMatching(/^Basic /),
      ]);
    }
  });

  test('takes the token as a password, as a browser sends it', async () => {
    const basic = `Basic ${Buffer.from(`operator:${TOKEN}`).toString('base64')}`;
    expect((await get('/status', { authorization: basic })).status).toBe(200);
  });

  test.each(['/metrics', '/status', '/health', '/debug'])('is not on the public port: %s', async (path) => {
    expect((await fetch(`${gateway.url}${path}`)).status).toBe(404);
  });
});

describe('metrics', () => {
  test('count requests by what became of them, and time each room', async () => {
    const samples = await scrape();
    expect(samples.get('agency_graph_requests_total{code="ANSWERED"}')).toBe(2);
    expect(samples.get('agency_graph_requests_total{code="GRAPHQL_VALIDATION_FAILED"}')).toBe(1);
    expect(samples.get('agency_graph_requests_total{code="AUTH_ERROR"}')).toBe(1);
    expect(samples.get('agency_graph_request_duration_seconds_count')).toBe(4);
    const rooms = { read: 'http', identity: 'identity', access: 'access', execute: 'execute', outcome: 'audit' };
    const passed = { read: 4, identity: 3, access: 2, execute: 2, outcome: 2 };
    for (const [step, room] of Object.entries(rooms))
      expect(samples.get(`agency_graph_room_duration_seconds_count{room="${room}",step="${step}"}`)).toBe(
        passed[step as keyof typeof passed],
      );
    expect(samples.get('agency_graph_requests_under_way')).toBe(0);
  });

  test('count what each rule permits, agencies’ answers and caches’ hits', async () => {
    const before = await scrape();
    await gateway.post({ query: '{ opinions(first: 2) { id title } }' });
    const after = await scrape();
    const more = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    const permitted = [...after.keys()].filter((name) => name.startsWith('agency_graph_fields_permitted_total'));
    expect(permitted.map(more).reduce((sum, one) => sum + one, 0)).toBe(3);
    expect(more('agency_graph_agency_requests_total{agency="opinions",outcome="answered"}')).toBe(1);
    expect(more('agency_graph_cache_lookups_total{cache="plans",result="hit"}')).toBe(1);
    expect(more('agency_graph_cache_lookups_total{cache="documents",result="hit"}')).toBe(1);
    expect(more('agency_graph_audit_records{state="written"}')).toBeGreaterThan(0);
    expect(after.get('agency_graph_agency_breaker{agency="opinions",state="closed"}')).toBe(1);
  });

  test('count an answer of another form than was asked beside what came of asking, here and on the status page', async () => {
    const recent = createRecent(running.metrics);
    const cells = (): readonly string[] => {
      const row = /<tr><th scope="row"><code>opinions<\/code><\/th>(.*?)<\/tr>/.exec(statusPage(running, recent, 'en'));
      return [...row![1]!.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => cell!);
    };
    const attempts = (all: ReadonlyMap<string, number>) =>
      [...all].filter(([name]) => name.startsWith('agency_graph_agency_requests_total'));
    const before = await scrape();
    const [, , , answered, withErrors, misformed, failed] = cells();
    running.metrics.asking('opinions')('misformed', null, 'one');
    const after = await scrape();
    expect(attempts(after)).toEqual(attempts(before));
    const name = 'agency_graph_agency_misformed_total{agency="opinions"}';
    expect([before.get(name), after.get(name)]).toEqual([0, 1]);
    expect([misformed, failed]).toEqual(['0', '0']);
    expect(cells().slice(3, 7)).toEqual([answered, withErrors, '1', '0']);
    recent.close();
  });

  test('have buckets that only grow, as Prometheus reads them', async () => {
    const samples = await scrape();
    const buckets = [...samples].filter(([name]) => name.startsWith('agency_graph_request_duration_seconds_bucket'));
    const values = buckets.map(([, value]) => value);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(buckets.at(-1)).toEqual(['agency_graph_request_duration_seconds_bucket{le="+Inf"}', values.at(-1)]);
    expect(samples.get('agency_graph_request_duration_seconds_count')).toBe(values.at(-1));
  });

  test('176: say for how long nothing could be answered', async () => {
    const standStill = (): void => {
      const until = performance.now() + 60;
      while (performance.now() < until);
    };
    // What was counted just as the metrics were read is not seen: it is done again after a pause.
    await expect
      .poll(async () => {
        standStill();
        return (await scrape()).get('nodejs_eventloop_lag_max_seconds');
      })
      .toBeGreaterThan(0.045);
  });

  test('say nothing of anybody', async () => {
    await gateway.post({ query: 'query Personal { opinion(id: "M-000123") { title } }', operationName: 'Personal' });
    const text = await (await get('/metrics')).text();
    for (const personal of ['M-000123', 'clerk', 'VPTW', 'Personal', CANARY, gateway.url.slice(7)])
      expect(text).not.toContain(personal);
  });
});

describe('the status page', () => {
  const page = async (language: string): Promise<string> =>
    (await get('/status', { 'accept-language': language })).text();

  test.each([
    ['en', 'Ready', 'Where the time goes'],
    ['fr', 'Prête', 'Où passe le temps'],
    ['vi', 'Sẵn sàng', 'Thời gian dành cho từng bước'],
  ])('speaks %s', async (language, ready, rooms) => {
    const text = await page(language);
    expect(text).toContain(`<html lang="${language}">`);
    expect(text).toContain(`<p>${ready}</p>`);
    expect(text).toContain(rooms);
    expect(await (await get(`/status?lang=${language}`, { 'accept-language': 'de' })).text()).toContain(
      `<p>${ready}</p>`,
    );
  });

  test('says what is refused on disk, since when, and that the last good one is served', async () => {
    graph = {
      ...GOOD,
      refused: [{ part: 'graph', problem: 'opinions.graphql:3 <script>', since: Date.UTC(2026, 2, 16) }],
      refusals: 1,
    };
    const text = await page('en');
    graph = GOOD;
    expect(text).toContain('Ready, but not everything is as it should be');
    expect(text).toContain('Graph: what lies on disk is refused since <time datetime="2026-03-16');
    expect(text).toContain('opinions.graphql:3 &lt;script&gt;');
  });

  test('says why the gateway is not ready', async () => {
    missing = 'audit log';
    const text = await page('fr');
    missing = null;
    expect(text).toContain('Pas prête\u202f: le journal d’audit');
  });

  test('is read in a browser: contrast in light and dark, on any screen, with the keyboard, without a script', async () => {
    const problem = `${'opinions/'.repeat(40)}schema.graphql:3`;
    graph = { ...GOOD, refused: [{ part: 'graph', problem, since: Date.UTC(2026, 2, 16) }] };
    const browser = await launchBrowser();
    try {
      const shown = await browser.newPage({ httpCredentials: { username: '', password: TOKEN } });
      const complaints: string[] = [];
      shown.on('console', (message) => complaints.push(message.text()));
      for (const language of LANGUAGES) {
        await shown.goto(`${url}/status?lang=${language}`);
        if (language === 'fr') expect(await shown.innerText('body')).not.toMatch(LOOSE_SIGN);
        expect(await outOfReach(shown)).toEqual([]);
        for (const colorScheme of ['light', 'dark'] as const) {
          await shown.emulateMedia({ colorScheme });
          expect((await contrasts(shown, 'body *')).filter(({ ratio }) => ratio < 4.5)).toEqual([]);
        }
      }
      expect(complaints).toEqual([]);
      await shown.keyboard.press('Tab');
      await shown.keyboard.press('Enter');
      await shown.waitForURL(/lang=en/);
      expect(
        await shown
          .getByRole('table', { name: /Agencies/ })
          .getByRole('rowheader')
          .textContent(),
      ).toBe('opinions');
    } finally {
      graph = GOOD;
      await browser.close();
    }
  });
});
