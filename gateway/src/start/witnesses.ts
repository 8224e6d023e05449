import type { Profile } from '@agency-graph/composition';
import { Malformed, parsePolicy, type WitnessPolicy } from '@agency-graph/ledger';
import { readFileSync } from 'node:fs';

const WANTED =
  'The production profile needs witnesses: AGENCY_GRAPH_WITNESSES must name a policy file (C2SP tlog-policy) whose quorum can be asked.';

/** Which witnesses see the log; null where no file is named, which only development may do without. Throws a sentence. */
export function readWitnessPolicy(file: string | null, profile: Profile): WitnessPolicy | null {
  if (file === null) {
    if (profile === 'production') throw new Error(WANTED);
    return null;
  }
  const policy = read(file);
  const asked = policy.witnesses.filter(({ url }) => url !== undefined);
  for (const { name, url } of asked) {
    if (!URL.canParse(url!) || !/^https?:$/.test(new URL(url!).protocol))
      throw new Error(`${file}: the witness ${name} has no http or https address`);
  }
  const reachable = !policy.unwitnessed && policy.isQuorum(new Set(asked.map(({ key }) => key)));
  if (profile === 'production' && !reachable) throw new Error(WANTED);
  return policy;
}

function read(file: string): WitnessPolicy {
  try {
    return parsePolicy(readFileSync(file, 'utf8'));
  } catch (error) {
    const isReadersFault = error instanceof Malformed || (error as NodeJS.ErrnoException).code !== undefined;
    if (isReadersFault) throw new Error(`AGENCY_GRAPH_WITNESSES: ${(error as Error).message}`, { cause: error });
    throw error;
  }
}
