import type { Page } from 'playwright-core';

/** A text on the page and how it stands out from its ground, by WCAG 2.2 relative luminance. */
export interface Contrast {
  readonly text: string;
  readonly ratio: number;
}

/** The contrast of every visible text of the page's own parts: by default top bar and access panel, not GraphiQL's inside. */
export const contrasts = async (page: Page, parts = '.bar *, .access *'): Promise<readonly Contrast[]> =>
  await page.evaluate((selector) => {
    const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (!probe) throw new Error('no canvas');

    /** Lets the browser itself turn any CSS colour into red, green, blue and alpha. */
    const channels = (colour: string): readonly number[] => {
      probe.clearRect(0, 0, 1, 1);
      probe.fillStyle = colour;
      probe.fillRect(0, 0, 1, 1);
      return [...probe.getImageData(0, 0, 1, 1).data];
    };
    const luminance = (colour: string): number => {
      const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const groundOf = (start: Element): string => {
      for (let element: Element | null = start; element; element = element.parentElement) {
        const colour = getComputedStyle(element).backgroundColor;
        if (channels(colour)[3] === 255) return colour;
      }
      return '#ffffff';
    };

    const found: { text: string; ratio: number }[] = [];
    for (const element of document.querySelectorAll<HTMLElement>(selector)) {
      const own = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
      const text = own.map(({ textContent }) => textContent?.trim()).join('');
      if (text === '' || !element.checkVisibility()) continue;
      const [a, b] = [luminance(getComputedStyle(element).color), luminance(groundOf(element))];
      found.push({ text, ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) });
    }
    return found;
  }, parts);
