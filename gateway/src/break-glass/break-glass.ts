import type { CallerFacts } from '../identity/caller.js';
import { newRequestId, personOf } from '../four-eyes.js';
import {
  BREAK_GLASS_REFUSALS,
  maySee,
  whyNotApprove,
  whyNotAsk,
  whyNotEnd,
  type BreakGlass,
  type BreakGlassGround,
  type BreakGlassRefusal,
  type WantedBreakGlass,
} from './rules.js';
import type { BreakGlassStore } from './store.js';

/** Wider access in an emergency (D3): one person asks, another approves, the stewards are told, the clock ends it. */
export interface BreakGlassDesk {
  ask(caller: CallerFacts, wanted: WantedBreakGlass): Promise<BreakGlassOutcome>;
  approve(caller: CallerFacts, id: string): Promise<BreakGlassOutcome>;
  end(caller: CallerFacts, id: string): Promise<BreakGlassOutcome>;
  /** Those that a caller may know of, in force first: as who asked or approved, as a superior, or as steward. */
  list(caller: CallerFacts): Promise<readonly BreakGlass[]>;
}

export type BreakGlassOutcome =
  | { readonly kind: 'done'; readonly breakGlass: BreakGlass }
  | { readonly kind: 'refused'; readonly because: BreakGlassRefusal; readonly says: string };

/** A step that two people took part in, for the record; a refused one too. */
export interface BreakGlassStep {
  readonly step: 'requested' | 'approved' | 'ended' | 'refused';
  readonly by: CallerFacts;
  readonly because: BreakGlassRefusal | null;
  /** Null when what was asked for does not exist. */
  readonly breakGlass: BreakGlass | null;
}

export interface BreakGlassParts {
  readonly store: BreakGlassStore;
  readonly ground: () => BreakGlassGround;
  /** Milliseconds since 1970: an emergency lasts by the wall clock. */
  readonly wallClock: () => number;
  /** Durable when it resolves; what is not recorded does not take place. */
  readonly record: (step: BreakGlassStep) => Promise<unknown>;
}

/** How long, in milliseconds, a request waits for its approval. */
const LAPSES_AFTER = 15 * 60_000;
/** Of one person at once: more would bury what is urgent among what is not. */
const MOST_WAITING = 5;
const MINUTE = 60_000;

export function createBreakGlassDesk({ store, ground, wallClock, record }: BreakGlassParts): BreakGlassDesk {
  const refuse = async (
    by: CallerFacts,
    because: BreakGlassRefusal,
    breakGlass: BreakGlass | null,
  ): Promise<BreakGlassOutcome> => {
    await record({ step: 'refused', by, because, breakGlass });
    return { kind: 'refused', because, says: BREAK_GLASS_REFUSALS[because] };
  };

  return {
    async ask(caller, wanted) {
      const because = whyNotAsk(caller, wanted, ground());
      const person = personOf(caller);
      if (because !== null || person === null) return refuse(caller, because ?? 'NO_PERSON', null);
      const askedAt = wallClock();
      const breakGlass: BreakGlass = {
        ...wanted,
        id: newRequestId('BG'),
        purpose: caller.purpose ?? '',
        askedBy: caller.accountId,
        askedPerson: person,
        askedPath: caller.organisation.path,
        askedAt,
        lapsesAt: askedAt + LAPSES_AFTER,
        approvedBy: null,
        endsAt: null,
        endedAt: null,
        stewards: ground().stewardsOf(wanted.type),
      };
      const asked = await store.ask(person, askedAt, async (waiting, add) => {
        if (waiting >= MOST_WAITING) return false;
        await add(breakGlass, caller.organisation.id);
        // Recorded before it is committed: a request that cannot be recorded is none.
        await record({ step: 'requested', by: caller, because: null, breakGlass });
        return true;
      });
      return asked ? { kind: 'done', breakGlass } : refuse(caller, 'TOO_MANY', null);
    },

    async approve(caller, id) {
      let superseded: readonly BreakGlass[] = [];
      const outcome = await store.change(id, async (asked, change): Promise<BreakGlassOutcome> => {
        if (asked === null) return refuse(caller, 'UNKNOWN', null);
        const now = wallClock();
        const because = whyNotApprove(caller, asked, ground(), now);
        if (because !== null) return refuse(caller, because, asked);
        const breakGlass = { ...asked, approvedBy: caller.accountId, endsAt: now + asked.minutes * MINUTE };
        superseded = await change.approve(breakGlass, personOf(caller)!, now);
        // Recorded before it is committed: an approval that cannot be recorded is none.
        await record({ step: 'approved', by: caller, because: null, breakGlass });
        return { kind: 'done', breakGlass };
      });
      // Recorded once it is committed: with an approval that is taken back nothing has ended.
      for (const breakGlass of superseded) await record({ step: 'ended', by: caller, because: null, breakGlass });
      return outcome;
    },

    async end(caller, id) {
      return store.change(id, async (asked, change) => {
        if (asked === null || !maySee(caller, asked)) return refuse(caller, 'UNKNOWN', null);
        const now = wallClock();
        const because = whyNotEnd(caller, asked, now);
        if (because !== null) return refuse(caller, because, asked);
        const breakGlass = { ...asked, endedAt: now };
        await change.end(breakGlass, caller.accountId);
        await record({ step: 'ended', by: caller, because: null, breakGlass });
        return { kind: 'done', breakGlass };
      });
    },

    list: (caller) => store.seenBy(caller, wallClock()),
  };
}
