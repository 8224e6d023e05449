import type { CallerFacts } from '../identity/caller.js';
import { newRequestId, personOf } from '../four-eyes.js';
import {
  ERASURE_REFUSALS,
  whyNotApprove,
  whyNotTakePart,
  type Erasure,
  type ErasureRefusal,
  type WantedErasure,
} from './rules.js';
import type { ErasedLog, ErasureStore } from './store.js';

/** Erasure from the audit log, and legal holds against it: one person asks, another approves. */
export interface ErasureDesk {
  ask(caller: CallerFacts, wanted: WantedErasure): Promise<ErasureOutcome>;
  /** A shred is carried out in this node's logs when it resolves; other nodes follow within seconds. */
  approve(caller: CallerFacts, id: string): Promise<ErasureOutcome>;
  /** The newest first, for those who may take part; for others there is none. */
  list(caller: CallerFacts): Promise<readonly Erasure[]>;
  /** Carries out what other nodes approved, what a crash left undone, and what waited for the end of a hold. */
  carryOut(): Promise<void>;
}

export type ErasureOutcome =
  | { readonly kind: 'done'; readonly erasure: Erasure }
  | { readonly kind: 'refused'; readonly because: ErasureRefusal; readonly says: string };

/** A step that two people took part in, for the record; a refused one too. */
export interface ErasureStep {
  readonly step: 'requested' | 'approved' | 'refused';
  readonly by: CallerFacts;
  readonly because: ErasureRefusal | null;
  /** Null when what was asked for does not exist. */
  readonly erasure: Erasure | null;
}

export interface ErasureParts {
  readonly store: ErasureStore;
  /** This node's. */
  readonly logs: readonly ErasedLog[];
  /** Organisations that answer for data. */
  readonly stewards: () => ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
  /** Durable when it resolves; what is not recorded does not take place. */
  readonly record: (step: ErasureStep) => Promise<unknown>;
  /** Records that keys must be kept, or need no longer be. */
  readonly recordHold: (erasure: Erasure) => Promise<unknown>;
}

/** How long, in milliseconds, a request waits for its approval. */
const LAPSES_AFTER = 24 * 60 * 60_000;

export function createErasureDesk(parts: ErasureParts): ErasureDesk {
  const { store, logs, stewards, wallClock, record, recordHold } = parts;
  let underWay: Promise<void> = Promise.resolve();

  const refuse = async (by: CallerFacts, because: ErasureRefusal, erasure: Erasure | null): Promise<ErasureOutcome> => {
    await record({ step: 'refused', by, because, erasure });
    return { kind: 'refused', because, says: ERASURE_REFUSALS[because] };
  };

  const carryOutAll = async (): Promise<void> => {
    for (const log of logs)
      for (const id of await store.toCarryOut(log.origin)) await store.carryOut(id, log, wallClock());
  };
  /** One after the other: a key is destroyed once, and told once. */
  const carryOut = (): Promise<void> => (underWay = underWay.catch(() => {}).then(carryOutAll));

  return {
    async ask(caller, wanted) {
      const because = whyNotTakePart(caller, stewards());
      const person = personOf(caller);
      if (because !== null || person === null) return refuse(caller, because ?? 'NO_PERSON', null);
      const lifted = wanted.hold === null ? null : await store.find(wanted.hold);
      if (wanted.kind === 'LIFT' && lifted?.kind !== 'HOLD') return refuse(caller, 'NO_HOLD', null);
      const askedAt = wallClock();
      const erasure: Erasure = {
        ...wanted,
        ...(lifted === null ? {} : { of: lifted.of, ids: lifted.ids }),
        id: newRequestId('ER'),
        askedBy: caller.accountId,
        askedPerson: person,
        askedAt,
        lapsesAt: askedAt + LAPSES_AFTER,
        approvedBy: null,
        kept: [],
        waiting: [],
        keys: null,
        logs: 0,
      };
      await record({ step: 'requested', by: caller, because: null, erasure });
      await store.add(erasure);
      return { kind: 'done', erasure };
    },

    async approve(caller, id) {
      const outcome = await store.change(id, async (asked, change) => {
        const now = wallClock();
        const mayNot = whyNotTakePart(caller, stewards());
        if (mayNot !== null) return refuse(caller, mayNot, null);
        if (asked === null) return refuse(caller, 'UNKNOWN', null);
        const because = whyNotApprove(caller, asked, now);
        if (because !== null) return refuse(caller, because, asked);
        const kept = asked.kind === 'SHRED' ? await change.held(asked.of, asked.ids) : [];
        if (kept.length === asked.ids.length) return refuse(caller, 'HELD', asked);
        if (asked.hold !== null && !(await change.isInForce(asked.hold))) return refuse(caller, 'NO_HOLD', asked);
        const erasure = { ...asked, approvedBy: caller.accountId, kept };
        await change.approve(erasure, personOf(caller)!, now);
        // Recorded before it is committed: an approval that cannot be recorded is none.
        await record({ step: 'approved', by: caller, because: null, erasure });
        if (erasure.kind !== 'SHRED') await recordHold(erasure);
        return { kind: 'done', erasure } as const;
      });
      if (outcome.kind !== 'done' || outcome.erasure.kind !== 'SHRED') return outcome;
      await carryOut();
      return { kind: 'done', erasure: (await store.find(id)) ?? outcome.erasure };
    },

    list: async (caller) => (whyNotTakePart(caller, stewards()) === null ? store.newest() : []),
    carryOut,
  };
}
