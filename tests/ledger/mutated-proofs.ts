import { leafHash, proveConsistency, proveInclusion, verifyConsistency, verifyInclusion } from '@agency-graph/ledger';
import { logOf, recordAt } from './log-under-test.js';
import { randomOf } from './mutations.js';

/** Changes inclusion and consistency proofs `count` times, one thing each; how many were accepted all the same. */
export function mutateProofs(count: number, seed: number): number {
  const random = randomOf(seed);
  const log = logOf(Array.from({ length: 300 }, (_, at) => recordAt(at)));
  const roots = log.entries.map((_, at) => log.rootAt(at + 1));
  const leaves = log.entries.map(leafHash);
  let accepted = 0;
  for (let at = 0; at < count; at += 1) {
    const size = 3 + random(297);
    const index = random(size - 1);
    const inclusion = random(2) === 0;
    const proof = inclusion ? proveInclusion(index, size, log.node) : proveConsistency(index + 1, size, log.node);
    const [changed, shift] = change(proof, random);
    if (changed === null) continue;
    const place = index + shift;
    const holds = inclusion
      ? verifyInclusion(leaves[index]!, place, size, changed, roots[size - 1]!)
      : verifyConsistency(place + 1, size, changed, roots[index]!, roots[size - 1]!);
    if (holds) accepted += 1;
  }
  return accepted;
}

/** The proof with one thing changed, and how far the index was moved; null when nothing changed. */
function change(proof: readonly Buffer[], random: (under: number) => number): [readonly Buffer[] | null, number] {
  const at = random(proof.length);
  const hash = proof[at]!;
  switch (random(6)) {
    case 0: {
      const flipped = Buffer.from(hash);
      flipped[random(32)]! ^= 1 << random(8);
      return [proof.with(at, flipped), 0];
    }
    case 1:
      return [proof.toSpliced(at, 1), 0];
    case 2:
      return [proof.toSpliced(at, 0, hash), 0];
    case 3:
      return [proof.length < 2 ? null : proof.toReversed(), 0];
    case 4:
      return [proof.with(at, Buffer.alloc(32)), 0];
    default:
      return [proof, random(2) === 0 ? 1 : -1];
  }
}
