import { refuseAddress } from '@agency-graph/composition';
import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { SubgraphFailure } from './failure.js';

type Found = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * Resolves an agency's name for a connection, and refuses addresses that no agency has: a name is judged each time that
 * it is resolved, for it may lead elsewhere than when `supergraph.yaml` was read.
 */
export function resolveAgency(hostname: string, options: LookupOptions, found: Found): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
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
