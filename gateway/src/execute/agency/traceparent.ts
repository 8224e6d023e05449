import { randomBytes } from 'node:crypto';

/** Eight hexadecimal digits that are this process's own, and a count of what it asked. */
const PROCESS = randomBytes(4).toString('hex');
let asked = 0;

/** The header by which one question to an agency is found in everybody's traces (W3C Trace Context, § 3.2). */
export function traceparent(trace: string): string {
  asked = (asked + 1) >>> 0;
  return `00-${trace}-${PROCESS}${asked.toString(16).padStart(8, '0')}-01`;
}
