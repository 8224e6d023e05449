import { createHmac } from 'node:crypto';

/** How many records of a kind carry canaries; a small world carries one in a hundred. */
const CANARIES = 50;

/** `CANARY-<field>-<id>-<hmac8>`: found anywhere it may not be read, it names the leak. */
export function canary(seed: string, field: string, id: string): string {
  const mark = createHmac('sha256', seed).update(`${field}:${id}`).digest('hex').slice(0, 8);
  return `CANARY-${field}-${id}-${mark}`;
}

/** Every how many records one carries canaries. */
export function canaryStep(count: number): number {
  return count >= CANARIES * 20 ? Math.floor(count / CANARIES) : 100;
}
