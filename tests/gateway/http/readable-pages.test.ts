import { LANGUAGES, readPolicyFolder } from '@agency-graph/policy';
import fastify, { type FastifyInstance } from 'fastify';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveErrors } from '../../../gateway/src/http/errors-page.js';
import { serveRules } from '../../../gateway/src/http/rules-page.js';
import { REFUSALS } from '../../../gateway/src/refusals.js';
import { LOOSE_SIGN } from '../../support/french-spacing.js';
import { launchBrowser } from '../../web/browser.js';
import { contrasts } from '../../web/contrast.js';
import { outOfReach } from '../../web/out-of-reach.js';

const POLICY = readPolicyFolder(fileURLToPath(new URL('../../../gateway/policy', import.meta.url)));

let app: FastifyInstance;
beforeAll(() => {
  app = fastify();
  serveErrors(app);
  serveRules(
    app,
    () => POLICY,
    () => '2026-03-15T09:00:00+07:00',
  );
});
afterAll(() => app.close());

const get = (url: string, language = 'de') => app.inject({ url, headers: { 'accept-language': language } });

describe.each([
  ['/errors', { en: 'Refusals', fr: 'Refus', vi: 'Các lý do từ chối' }, 'id="AUDIT_UNAVAILABLE"'],
  ['/rules', { en: 'Rules in force', fr: 'Règles en vigueur', vi: 'Quy tắc đang có hiệu lực' }, 'id="R5"'],
])('%s', (path, titles, anchor) => {
  test.each(Object.entries(titles))(
    'is a page in %s, by its address or by the browser’s wish',
    async (language, title) => {
      for (const { body } of [await get(`${path}?lang=${language}`), await get(path, language)]) {
        expect(body).toContain(`<html lang="${language}">`);
        expect(body).toContain(`<title>${title} · Agency Graph</title>`);
        expect(body).toContain(`<h1>Agency Graph · ${title}</h1>`);
        expect(body).toContain('<meta name="viewport"');
        expect(body).toContain('<main>');
        expect(body).toContain(anchor);
      }
    },
  );

  test('may run nothing, load nothing and be framed by nobody', async () => {
    const { headers } = await get(path);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  });
});

test('every refusal is said in the language of the reader, as a text', async () => {
  const [en, fr] = [(await get('/errors?lang=en')).body, (await get('/errors?lang=fr')).body];
  expect(en).toContain('<code>Authorization: Bearer &lt;token&gt;</code>');
  expect(fr).toContain('<code>Authorization: Bearer &lt;jeton&gt;</code>');
  for (const { says } of Object.values(REFUSALS)) expect(fr).not.toContain(`<dd>${says}</dd>`);
});

test('the policy that the rules are of is named', async () => {
  expect((await get('/rules')).body).toContain(`<code>${POLICY.version}</code>`);
});

test('they are read in a browser: in light and dark, on any screen, and nothing of them is refused by their own policy', async () => {
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const browser = await launchBrowser();
  try {
    const shown = await browser.newPage();
    const complaints: string[] = [];
    shown.on('console', (message) => complaints.push(message.text()));
    for (const path of ['/errors', '/rules'])
      for (const language of LANGUAGES) {
        await shown.goto(`${url}${path}?lang=${language}`);
        expect(await outOfReach(shown)).toEqual([]);
        if (language === 'fr') expect(await shown.innerText('body')).not.toMatch(LOOSE_SIGN);
        for (const colorScheme of ['light', 'dark'] as const) {
          await shown.emulateMedia({ colorScheme });
          expect((await contrasts(shown, 'body *')).filter(({ ratio }) => ratio < 4.5)).toEqual([]);
        }
      }
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
  }
});
