import { compilePolicy, type Policy } from '@agency-graph/policy';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveErrors } from '../../../gateway/src/http/errors-page.js';
import { serveRules } from '../../../gateway/src/http/rules-page.js';
import { REFUSALS } from '../../../gateway/src/refusals.js';
import { smallPolicyContent } from '../../support/small-policy.js';

const POLICY: Policy = compilePolicy(smallPolicyContent({ grants: [] }));

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
  expect(en).toContain('`Authorization: Bearer &lt;token&gt;`');
  expect(fr).toContain('`Authorization: Bearer &lt;jeton&gt;`');
  for (const { says } of Object.values(REFUSALS)) expect(fr).not.toContain(`<td>${says}</td>`);
});

test('the policy that the rules are of is named', async () => {
  expect((await get('/rules')).body).toContain(`<code>${POLICY.version}</code>`);
});
