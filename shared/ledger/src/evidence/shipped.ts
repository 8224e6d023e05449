import { readFileSync } from 'node:fs';

/** What every container of evidence holds beside the evidence: how to read it, and both verifiers. */
export function shippedFiles(): ReadonlyMap<string, Buffer> {
  const names = ['README.txt', 'verify.mjs', 'verify.py'];
  return new Map(names.map((name) => [name, readFileSync(new URL(`../../verifiers/${name}`, import.meta.url))]));
}
