import { cosignaturesOf, mergeCosignatures, parseNote, type WitnessPolicy } from '@agency-graph/ledger';
import { createWitnessClient } from './witness-client.js';

/** The agencies that watch this log, as the policy names them. */
export interface Witnesses {
  /** Whether a quorum answers: false once it has not for a while. Always true where no policy asks for one. */
  readonly reached: boolean;
  /** How long no quorum has answered, in milliseconds; 0 while one does. */
  readonly missingFor: number;
  /**
   * Shows a checkpoint to all. `publish` is called at least once, with what they said by then: once a quorum has
   * co-signed it, or patience is over; and again when more is known of it.
   */
  show(note: string, publish: (note: string, witnessed: boolean) => void): void;
  close(): void;
}

/** How long a checkpoint waits for a quorum before it is published without. Milliseconds. */
const PATIENCE = 2_000;
/** How soon those who failed are asked again, and from when on the quorum counts as lost. Milliseconds. */
const AGAIN = 1_000;
const LOST = 10_000;

/** Nobody watches: what is signed is published. */
export const UNWITNESSED: Witnesses = {
  reached: true,
  missingFor: 0,
  show: (note, publish) => publish(note, false),
  close() {},
};

interface Shown {
  note: string;
  readonly publish: (note: string, witnessed: boolean) => void;
  published: string | null;
  again: NodeJS.Timeout | null;
}

/**
 * Asks the witnesses of a policy to co-sign what a log publishes. It is beside the way of requests: a witness that is
 * slow, gone or hostile holds up no record, and a checkpoint by `PATIENCE` at most, once. `changed` is told when the
 * quorum is lost, and when it is there again; `steady` gives milliseconds that nobody sets.
 */
export function createWitnesses(
  policy: WitnessPolicy,
  published: string,
  changed: (reached: boolean) => void,
  steady: () => number = () => performance.now(),
): Witnesses {
  const clients = policy.witnesses.flatMap((witness) =>
    witness.url === undefined
      ? []
      : [createWitnessClient({ ...witness, url: witness.url.replace(/\/$/, '') }, published)],
  );
  const keys = policy.witnesses.map(({ key }) => key);
  const asking = new Set<object>();
  let newest: Shown | null = null;
  /** When a quorum last answered, or could have first; null while it does. */
  let missingSince: number | null = null;
  let isLost = false;
  let closed = false;

  const isQuorum = (note: string): boolean => {
    const found = cosignaturesOf(parseNote(note), keys);
    return found !== 'forged' && policy.isQuorum(new Set(found.map(({ witness }) => witness)));
  };

  const tell = (shown: Shown): void => {
    if (shown.published === shown.note) return;
    shown.published = shown.note;
    shown.publish(shown.note, isQuorum(shown.note));
  };

  const settle = (answers: boolean): void => {
    missingSince = answers ? null : (missingSince ?? steady());
    const now = missingSince !== null && steady() - missingSince >= LOST;
    if (now !== isLost) changed(!now);
    isLost = now;
  };

  const ask = async (shown: Shown): Promise<void> => {
    const free = clients.filter((client) => !asking.has(client));
    await Promise.all(
      free.map(async (client) => {
        asking.add(client);
        try {
          const lines = await client.ask(shown.note);
          shown.note = mergeCosignatures(shown.note, lines, keys);
          if (shown.published === null && isQuorum(shown.note)) tell(shown);
        } catch {
          // Asked again below; what is missing shows in the checkpoint itself.
        } finally {
          asking.delete(client);
        }
      }),
    );
    tell(shown);
    if (newest !== shown) return;
    settle(isQuorum(shown.note));
    if (missingSince !== null && !closed) shown.again = setTimeout(() => void ask(shown), AGAIN).unref();
  };

  return {
    get reached() {
      return !isLost;
    },
    get missingFor() {
      return missingSince === null ? 0 : steady() - missingSince;
    },
    show(note, publish) {
      if (newest?.again) clearTimeout(newest.again);
      const shown: Shown = { note, publish, published: null, again: null };
      newest = shown;
      // Whoever failed the last time is not waited for.
      const patience = missingSince === null ? PATIENCE : 0;
      const late = setTimeout(() => shown.published === null && tell(shown), patience);
      void ask(shown).finally(() => clearTimeout(late));
    },
    close() {
      closed = true;
      if (newest?.again) clearTimeout(newest.again);
    },
  };
}
