import { BadUserInput } from '@agency-graph/kit';
import type { AccessesTo } from '../inquiry/accesses.js';
import type { OwnContext } from './own-context.js';

const MOST = 100;

/** The field in which a member is told who was shown their record; anybody else is told nothing. */
export const accessesResolvers = (accessesTo: AccessesTo) => ({
  Member: {
    __resolveReference: ({ id }: { readonly id: string }) => ({ id }),
    async accesses({ id }: { readonly id: string }, { first }: { readonly first: number }, { caller }: OwnContext) {
      if (first < 1 || first > MOST) throw new BadUserInput('first', `must be 1 to ${MOST}`);
      if (caller.kind !== 'PERSON' || caller.memberId !== id) return null;
      return accessesTo('Member', id, first);
    },
  },
});
