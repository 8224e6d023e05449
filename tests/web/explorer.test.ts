import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOOSE_SIGN } from '../support/french-spacing.js';
import { launchBrowser } from './browser.js';
import { builtFiles, foreignLoads } from './built-files.js';
import { contrasts } from './contrast.js';
import { outOfReach } from './out-of-reach.js';
import { serveExplorer, type ServedExplorer } from './serve-explorer.js';

/** A gateway in its development profile, e.g. http://127.0.0.1:4000; without it the built page is served by the test. */
const GATEWAY_URL = process.env['EXPLORER_URL'];

/** For one thing to happen in a real browser on a machine that may be busy, and for a whole test. Milliseconds. */
const STEP_MS = 15_000;
const PATIENCE_MS = 60_000;

/** WCAG 2.2 AA for text of normal size. */
const LEAST_CONTRAST = 4.5;

/** Of the page: the rest is GraphiQL's inside. */
const OWN_PARTS = '.bar, .bar *, .access, .access *';

/** Tall enough that Monaco, which draws only the lines in view, draws every line of an answer. */
const VIEW = { width: 1440, height: 2600 };

let browser: Browser;
let served: ServedExplorer | undefined;
let url: string;

/** Everything that any page of this file asked for, and everything it complained of. */
const requested: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  served = GATEWAY_URL === undefined ? await serveExplorer({ personas: true }) : undefined;
  url = GATEWAY_URL ?? served?.url ?? '';
}, PATIENCE_MS);

afterAll(async () => {
  await browser.close();
  await served?.close();
});

async function openExplorer(options: BrowserContextOptions = {}, address = url): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: VIEW, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_MS);
  page.on('request', (request) => requested.push(request.url()));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(address);
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  await page.locator('.result-window .monaco-editor').waitFor();
  return page;
}

const response = (page: Page) => page.locator('.result-window .view-lines');
const access = (page: Page) => page.locator('section.access');

async function run(page: Page): Promise<void> {
  await page.locator('.graphiql-execute-button').click();
  await access(page).locator('summary').waitFor();
}

async function runExample(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'Examples' }).click();
  await page.getByRole('button', { name: title }).click();
  await run(page);
}

describe('the explorer', { timeout: PATIENCE_MS }, () => {
  it('gets a token for the chosen persona and shows what all four agencies answer', async () => {
    const page = await openExplorer();
    const asked = page.waitForRequest((request) => request.postData()?.includes('OneCommune') ?? false);
    await page.getByLabel('Persona').selectOption('P4');
    await page.getByRole('status').filter({ hasText: 'token valid until' }).waitFor();
    await run(page);
    const headers = (await asked).headers();
    expect(headers['authorization']).toMatch(/^Bearer ./);
    expect(headers['access-purpose']).toBe('MEMBER_ADMIN');
    for (const answered of ['"adminUnit"', '"fullName"', '"timeliness"', '57-NQ/TWG']) {
      await expect.poll(() => response(page).textContent()).toContain(answered);
    }
    await page.context().close();
  });

  it('names the field that was refused, the rule, the steward, how to ask, and where it is recorded', async () => {
    const page = await openExplorer();
    await runExample(page, 'The full ID and card number of a member');
    const refusal = access(page).locator('.refusal', { hasText: 'Member.nationalId' });
    expect(await refusal.textContent()).toMatch(/[A-Z]{5}.*Rule.*R7.*Steward.+How to ask.+/s);
    expect(await access(page).locator('.receipt').textContent()).toMatch(/Audit receipt.*Log.+Entry\d+Leaf hash/s);
    await page.context().close();
  });

  it('tells refusals also where the gateway tells them apart from the errors', async () => {
    const page = await openExplorer();
    await page.route('**/graphql', async (route) => {
      if (!isOperation(route.request().postData())) return route.continue();
      const { errors, ...answer } = (await (await route.fetch()).json()) as { errors: unknown; extensions: object };
      const extensions = { ...answer.extensions, authorizationErrors: errors };
      return route.fulfill({ json: { ...answer, extensions } });
    });
    await runExample(page, 'The full ID and card number of a member');
    await access(page).locator('.refusal', { hasText: 'Member.nationalId' }).waitFor();
    await page.context().close();
  });

  it('forgets the last answer when another persona is chosen', async () => {
    const page = await openExplorer();
    await run(page);
    await page.getByLabel('Persona').selectOption('P1');
    await access(page).getByText('Run a query').waitFor();
    await expect.poll(() => response(page).textContent()).toBe('');
    await page.context().close();
  });

  it('shows nothing of an answer that comes when another persona is chosen', async () => {
    const page = await openExplorer();
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/graphql', async (route) => {
      const ofP4 = route.request().headers()['authorization'] === 'Bearer token-of-P4';
      if (ofP4 && isOperation(route.request().postData())) await held;
      await route.continue();
    });
    const asked = page.waitForRequest((request) => isOperation(request.postData()));
    await page.locator('.graphiql-execute-button').click();
    const answered = (await asked).response();
    await page.getByLabel('Persona').selectOption('P1');
    await page.getByRole('status').filter({ hasText: 'token valid until' }).waitFor();
    release();
    await (await answered)!.finished();
    await page.locator('.graphiql-spinner').waitFor({ state: 'detached' });
    expect(await response(page).textContent()).toBe('');
    expect(await access(page).textContent()).toContain('Run a query');
    await page.context().close();
  });

  it('says that a receipt was copied of that one alone', async () => {
    const page = await openExplorer();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await runExample(page, 'The full ID and card number of a member');
    await access(page).locator('.receipt button', { hasText: 'Copy receipt' }).click();
    await access(page).locator('.receipt button', { hasText: 'Copied' }).waitFor();
    await page.locator('.graphiql-execute-button').click();
    await access(page).locator('.receipt button', { hasText: 'Copy receipt' }).waitFor();
    await page.context().close();
  });

  it('speaks the language of the browser, and remembers another that was chosen', async () => {
    const page = await openExplorer({ locale: 'fr-CA' });
    expect(await page.locator('html').getAttribute('lang')).toBe('fr');
    await page.getByLabel('Langue').selectOption('vi');
    await page.getByLabel('Vai trò').waitFor();
    await page.reload();
    await page.getByLabel('Mục đích').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('vi');
    expect(await page.title()).toBe('Agency Graph – trình khám phá');
    await page.context().close();
  });

  it('asks in the language that was chosen, and leads to pages in it', async () => {
    const page = await openExplorer();
    await page.getByLabel('Language').selectOption('fr');
    await page.getByRole('button', { name: 'Exemples' }).click();
    await page
      .locator('.example-list li button', { has: page.locator('.outcome.partly, .outcome.refused') })
      .first()
      .click();
    const asked = page.waitForRequest((request) => isOperation(request.postData()));
    await run(page);
    expect((await asked).headers()['accept-language']).toBe('fr');
    expect(await access(page).getByRole('link', { name: '/rules#R7' }).first().getAttribute('href')).toBe(
      '/rules?lang=fr#R7',
    );
    await page.context().close();
  });

  it('keeps neither tokens nor queries on the machine', async () => {
    const page = await openExplorer();
    await runExample(page, 'A member of the commune');
    // Longer than GraphiQL waits before it would store its tabs.
    await page.waitForTimeout(1_000);
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    expect(kept).not.toMatch(/token|M-000123|query|Bearer/i);
    await page.context().close();
  });

  it('is used from the keyboard alone, in the order that it is read', async () => {
    const page = await openExplorer();
    await page.getByLabel('Persona').waitFor();
    const focused: (string | null)[] = [];
    for (let step = 0; step < 5; step++) {
      await page.keyboard.press('Tab');
      focused.push(
        await page.evaluate(
          () => document.activeElement?.getAttribute('name') ?? document.activeElement?.textContent ?? '',
        ),
      );
    }
    expect(focused).toEqual(['Skip to the query', 'persona', 'purpose', 'zone', 'Examples ▾']);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('li')?.textContent)).toContain('One commune');
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-expanded'))).toBe('false');
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('can be read in its %s colours', async (colorScheme) => {
    const page = await openExplorer({ colorScheme });
    await runExample(page, 'The full ID and card number of a member');
    await page.getByRole('button', { name: 'Examples' }).click();
    const texts = await contrasts(page);
    expect(texts.length).toBeGreaterThan(40);
    expect(texts.filter(({ ratio }) => ratio < LEAST_CONTRAST)).toEqual([]);
    await page.context().close();
  });

  it.each(['en-GB', 'fr', 'vi'])('can be reached on any screen, as %s has it', async (locale) => {
    const page = await openExplorer({ locale });
    const examples = page.locator('.examples > button');
    await examples.click();
    expect(await outOfReach(page, OWN_PARTS)).toEqual([]);
    await page
      .locator('.example-list li button', { has: page.locator('.outcome.partly') })
      .first()
      .click();
    await run(page);
    expect(await outOfReach(page, OWN_PARTS)).toEqual([]);
    if (locale === 'fr') expect(await page.innerText('.bar')).not.toMatch(LOOSE_SIGN);
    await page.context().close();
  });

  it('asked nothing of any other machine, and complained of nothing', () => {
    const foreign = requested.filter(
      (address) => !/^(http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]|data:|blob:)/.test(address),
    );
    expect(requested.length).toBeGreaterThan(20);
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('is served under the policy that its README states, and no wider one', async () => {
    const policy = (await fetch(url)).headers.get('content-security-policy') ?? '';
    const readme = await readFile(new URL('../../gateway/web/README.md', import.meta.url), 'utf8');
    expect(policy).toContain("default-src 'self'");
    expect(readme).toContain(`Content-Security-Policy: ${policy}\n`);
  });

  it('names no address from which a part of it would be loaded', async () => {
    const files = await builtFiles();
    expect(files.map(({ name }) => name)).toContain('index.html');
    expect(files.flatMap(foreignLoads)).toEqual([]);
    // INVARIANT: no inline script, or the page would need 'unsafe-inline'.
    const page = files.find(({ name }) => name === 'index.html')?.text ?? '';
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|\son[a-z]+=|https?:/);
  });
});

describe('the explorer of a gateway without personas', { timeout: PATIENCE_MS }, () => {
  it('takes a pasted token, sends it, and keeps it in memory only', async () => {
    const production = await serveExplorer({ personas: false });
    const page = await openExplorer({}, production.url);
    await page.getByLabel('Access token').fill('a-token-from-elsewhere');
    await page.getByLabel('Purpose').selectOption('MEMBER_ADMIN');
    await page.getByRole('button', { name: 'Use token' }).click();
    const asked = page.waitForRequest((request) => request.postData()?.includes('OneCommune') ?? false);
    await run(page);
    const headers = (await asked).headers();
    expect(headers['authorization']).toBe('Bearer a-token-from-elsewhere');
    expect(headers['access-purpose']).toBe('MEMBER_ADMIN');
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain('a-token');
    await page.reload();
    await page.getByText('Paste a token to begin').waitFor();
    await page.context().close();
    await production.close();
  });
});

/** Of what each outcome in the examples' menu must leave in the access panel. */
const SIGNS_OF_OUTCOME: Readonly<Record<string, RegExp>> = {
  answered: /Nothing was refused/,
  withheld: /Nothing was refused/,
  partly: /refusal/,
  refused: /refusal/,
  hidden: /1 error/,
  closed: /1 error/,
};

// The stand-in knows a corner of the graph only; what becomes of every example is for a gateway with all agencies.
describe.runIf(GATEWAY_URL !== undefined)('the examples', { timeout: 5 * PATIENCE_MS }, () => {
  it('come out for each persona as the menu says', async () => {
    const page = await openExplorer();
    const outcomes: string[] = [];
    const expected: string[] = [];
    await page.getByLabel('Persona').waitFor();
    for (const persona of await page.locator('select[name=persona] option').all()) {
      const code = (await persona.getAttribute('value')) ?? '';
      await page.getByLabel('Persona').selectOption(code);
      for (let place = 0; place < (await page.locator('.example-list li').count()); place++) {
        await page.getByRole('button', { name: 'Examples' }).click();
        const example = page.locator('.example-list li button').nth(place);
        const name = `${code}: ${await example.locator('.example-title').textContent()}`;
        const outcome = ((await example.locator('.outcome').getAttribute('class')) ?? '').replace('outcome ', '');
        const answered = page.waitForResponse((answer) => isOperation(answer.request().postData()));
        await example.click();
        await page.locator('.graphiql-execute-button').click();
        await (await answered).finished();
        await page.locator('.graphiql-spinner').waitFor({ state: 'detached' });
        const summary = (await access(page).locator('summary').textContent()) ?? '';
        expected.push(`${name}: ${outcome}`);
        outcomes.push(`${name}: ${SIGNS_OF_OUTCOME[outcome]?.test(summary) ? outcome : summary}`);
      }
    }
    expect(expected.length).toBeGreaterThan(30);
    expect(outcomes).toEqual(expected);
  });
});

const isOperation = (body: string | null): boolean =>
  body !== null && body.includes('"query"') && !body.includes('IntrospectionQuery');
