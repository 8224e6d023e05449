import { SubgraphFailure } from './failure.js';

/**
 * How deep an agency's JSON may be, and how many values it may hold. A value takes up to 60 bytes once it is read, so
 * bytes alone would not bound what an answer of `[{},{},…` becomes.
 */
export const JSON_METER = { depth: 64, values: 500_000 } as const;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/** Looks at JSON as it arrives, chunk by chunk, before anything is parsed. Throws a `SubgraphFailure` over a bound. */
export function createJsonMeter(limits: { readonly depth: number; readonly values: number } = JSON_METER) {
  let depth = 0;
  let values = 0;
  let inString = false;
  let escaped = false;
  return (chunk: Uint8Array): void => {
    for (const c of chunk) {
      if (inString) {
        if (escaped) escaped = false;
        else if (c === BACKSLASH) escaped = true;
        else if (c === QUOTE) inString = false;
      } else if (c === QUOTE) inString = true;
      else if (c === COMMA) values += 1;
      // `[` and `{` differ in one bit, and so do `]` and `}`.
      else if ((c | 0x20) === 0x7b) {
        values += 1;
        depth += 1;
        if (depth > limits.depth) throw new SubgraphFailure('too-large', `nested deeper than ${limits.depth}`);
      } else if ((c | 0x20) === 0x7d) depth -= 1;
    }
    if (values > limits.values) throw new SubgraphFailure('too-large', `more than ${limits.values} values`);
  };
}
