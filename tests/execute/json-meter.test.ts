import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonMeter } from '../../gateway/src/execute/agency/json-meter.js';

/** Depth and number of commas and openings of a JSON text, by what it means. */
function sizeOf(value: unknown): { depth: number; values: number } {
  if (typeof value !== 'object' || value === null) return { depth: 0, values: 0 };
  const inner = Object.values(value).map(sizeOf);
  return {
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
    values: 1 + Math.max(0, inner.length - 1) + inner.reduce((sum, { values }) => sum + values, 0),
  };
}

const passes = (text: string, limits: { depth: number; values: number }, cut: number): boolean => {
  const measure = createJsonMeter(limits);
  const bytes = Buffer.from(text);
  try {
    for (let at = 0; at < bytes.length; at += cut) measure(bytes.subarray(at, at + cut));
    return true;
  } catch {
    return false;
  }
};

describe('the meter of an agency’s JSON', () => {
  it('knows depth and number exactly, wherever the text is cut', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), fc.integer({ min: 1, max: 20 }), (value, pretty, cut) => {
        const text = JSON.stringify(value, null, pretty ? 2 : 0);
        const { depth, values } = sizeOf(value);
        expect(passes(text, { depth, values }, cut)).toBe(true);
        if (depth > 0) expect(passes(text, { depth: depth - 1, values }, cut)).toBe(false);
        if (values > 0) expect(passes(text, { depth, values: values - 1 }, cut)).toBe(false);
      }),
    );
  });

  it('looks at no bracket within a text', () => {
    expect(passes(JSON.stringify(['[[[["{{\\"[[']), { depth: 1, values: 1 }, 3)).toBe(true);
  });
});
