import { refuseAddress } from '@agency-graph/composition';
import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { SubgraphFailure } from './failure.js';

type Found = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * Resolves an agency's name for a connection, and refuses addresses that no agency has: a name is judged each time that
 * it is resolved, for it may lead elsewhere than when `supergraph.yaml` was read.
 */
export function resolveAgency(hostname: string, options: LookupOptions, found: Found): void {
  lookUp(hostname, options, (error, addresses) => {
    if (error !== null) return found(error, []);
    const refused = addresses.find(({ address }) => refuseAddress(address) !== undefined);
    if (refused !== undefined)
      return found(new SubgraphFailure('address', `${hostname} leads to ${refused.address}`), []);
    const [first] = addresses;
    return options.all === true || first === undefined
      ? found(null, addresses)
      : found(null, first.address, first.family);
  });
}

type LookedUp = (error: Error | null, addresses: LookupAddress[]) => void;

/** Who waits for a name that is being looked up. */
const waiting = new Map<string, LookedUp[]>();

/**
 * Looks a name up once for all who want it meanwhile. Only two names are looked up at once in a process: one that nobody
 * answers for, asked for each connection anew, would keep those of all other agencies waiting for minutes.
 */
function lookUp(hostname: string, options: LookupOptions, told: LookedUp): void {
  const name = `${hostname} ${options.family} ${options.hints}`;
  const others = waiting.get(name);
  if (others !== undefined) {
    others.push(told);
    return;
  }
  const all = [told];
  waiting.set(name, all);
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    waiting.delete(name);
    for (const one of all) one(error, addresses);
  });
}
