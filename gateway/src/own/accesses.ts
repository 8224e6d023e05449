import { BadUserInput } from '@agency-graph/kit';
import type { AccessesTo } from '../inquiry/accesses.js';
import type { OwnContext } from './own-context.js';

const MOST = 100;

/** The field in which a member is told who was shown their record; anybody else is told nothing. */
export const accessesResolvers = (accessesTo: AccessesTo) => ({
  Member: {
    __resolveReference: ({ id }: { readonly id: string }) => ({ id }),
    async accesses(
      { id }: { readonly id: string },
      { first }: { readonly first: number },
      { caller, request: { gone, deadline } }: OwnContext,
    ) {
      if (first < 1 || first > MOST) throw new BadUserInput('first', `must be 1 to ${MOST}`);
      if (caller.kind !== 'PERSON' || caller.memberId !== id) return null;
      const inTime = AbortSignal.timeout(Math.max(0, Math.ceil(deadline - performance.now())));
      return accessesTo('Member', id, first, AbortSignal.any([gone, inTime]));
    },
  },
});
