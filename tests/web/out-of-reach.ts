import type { Page } from 'playwright-core';

/** Widths at which pages are read: from the narrowest phone, which is also 1280 pixels at 400 %, to a desk. */
const WIDTHS = [320, 375, 640, 768, 1280];
/** Frames after which a page stays as it is. */
const SETTLED_AFTER = 60;

/**
 * What of a page somebody cannot reach at one of the widths: what lies beyond its edge, what scrolls within itself but
 * not by keyboard, or without a name; and headings that skip a level. `parts` as for `contrasts`.
 */
export async function outOfReach(page: Page, parts = 'body *'): Promise<readonly string[]> {
  const found: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 740 });
    let out = await page.evaluate(look, parts);
    // What lays itself out by script does so some frames after the page has.
    for (let frames = 0; out.length > 0 && frames < SETTLED_AFTER; frames += 1) {
      await page.evaluate(() => new Promise(requestAnimationFrame));
      out = await page.evaluate(look, parts);
    }
    for (const one of out) found.push(`${width}: ${one}`);
  }
  return found;
}

function look(parts: string): string[] {
  const { clientWidth, scrollWidth } = document.documentElement;
  const shown = [...document.querySelectorAll<HTMLElement>(parts)].filter((one) => one.checkVisibility());
  const called = (one: HTMLElement): string => `${one.localName} ${one.textContent?.trim().slice(0, 30)}`;
  const scrolls = (one: Element): boolean => ['auto', 'scroll'].includes(getComputedStyle(one).overflowX);
  const within = (one: Element | null): boolean => one !== null && (scrolls(one) || within(one.parentElement));
  const beyond = shown.filter(
    (one) => one.getBoundingClientRect().right > clientWidth + 0.5 && !within(one.parentElement),
  );
  const stuck = shown.filter(
    (one) => scrolls(one) && one.scrollWidth > one.clientWidth && (one.tabIndex < 0 || one.ariaLabel === null),
  );
  const levels = shown.filter(({ localName }) => /^h[1-6]$/.test(localName));
  const skipping = levels.filter((one, at) => Number(one.localName[1]) > Number(levels[at - 1]?.localName[1] ?? 0) + 1);
  return [
    ...(scrollWidth > clientWidth ? ['the page itself'] : []),
    ...beyond.map((one) => `beyond the edge: ${called(one)}`),
    ...stuck.map((one) => `scrolls unreached: ${called(one)}`),
    ...skipping.map((one) => `skips a level: ${called(one)}`),
  ];
}
