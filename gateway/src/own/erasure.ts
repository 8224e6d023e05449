import { BadUserInput } from '@agency-graph/kit';
import type { ErasureDesk, ErasureOutcome } from '../erasure/erasure.js';
import type { Erasure, ErasureKind, WantedErasure } from '../erasure/rules.js';
import { waitingState } from '../four-eyes.js';
import { GROUND, GROUND_WANTED } from '../legal-ground.js';
import { isKindOfSubject, spelled, type SubjectName } from '../subject-name.js';
import { ERASURE_ANSWER } from '@agency-graph/composition';
import type { OwnContext } from './own-context.js';

/** Bounds of what is asked for. */
const MOST_SUBJECTS = 100;
const ID_CHARACTERS = 256;
const OF = /^[A-Za-z][\w. ]{0,127}$/;
/** No refusal: what left the graph since it was recorded is erased under the name that it had. */
const UNKNOWN_KIND = 'No type or field of this name is in the graph that is served now.';

interface Asked {
  readonly of: string;
  readonly ids: readonly string[];
  readonly ground: string;
}

/** The fields of erasure, over the desk where it is done. */
export function erasureResolvers(desk: ErasureDesk, now: () => number) {
  const shown = (one: Erasure, { graph }: OwnContext) => ({
    ...one,
    unknown: isKindOfSubject(one.of, graph) ? null : UNKNOWN_KIND,
    state: waitingState(one, now()),
    askedAt: new Date(one.askedAt).toISOString(),
  });
  const answered = (outcome: ErasureOutcome, context: OwnContext) =>
    outcome.kind === 'done'
      ? { done: true, because: null, says: null, erasure: shown(outcome.erasure, context) }
      : { done: false, because: outcome.because, says: outcome.says, erasure: null };
  const ask =
    (kind: ErasureKind) =>
    async (_: unknown, { of, ids, ground }: Asked, context: OwnContext) =>
      answered(await desk.ask(context.caller, wantedOf({ kind, of, ids, hold: null, ground })), context);
  return {
    Query: {
      erasures: async (_: unknown, __: unknown, context: OwnContext) =>
        (await desk.list(context.caller)).map((one) => shown(one, context)),
    },
    Mutation: {
      requestShred: ask('SHRED'),
      requestLegalHold: ask('HOLD'),
      requestLiftOfHold: async (
        _: unknown,
        { hold, ground }: { hold: string; ground: string },
        context: OwnContext,
      ) => {
        const wanted = { kind: 'LIFT', of: '', ids: [], hold, ground: groundOf(ground, []) } as const;
        return answered(await desk.ask(context.caller, wanted), context);
      },
      approveErasure: async (_: unknown, { id }: { id: string }, context: OwnContext) =>
        answered(await desk.approve(context.caller, id), context),
    },
  };
}

/** attacker-controlled: what goes into the database, into the log, and before the eyes of who approves. */
function wantedOf(asked: WantedErasure): WantedErasure {
  if (!OF.test(asked.of)) throw new BadUserInput('of', 'must be a type, or a type and a field');
  // As the log may name those whom this very request names: a shred must find that name too, so a text keeps its letters.
  const ids = [...new Set(asked.ids.map((id) => spelled({ of: ERASURE_ANSWER, id })))];
  const isId = (id: string): boolean => id !== '' && id.length <= ID_CHARACTERS && id.isWellFormed();
  if (ids.length === 0 || ids.length > MOST_SUBJECTS || !ids.every(isId))
    throw new BadUserInput('ids', `must be 1 to ${MOST_SUBJECTS} ids`);
  const subjects = ids.map((id) => ({ of: asked.of, id }));
  return { ...asked, ids, ground: groundOf(asked.ground, subjects) };
}

function groundOf(ground: string, subjects: readonly SubjectName[]): string {
  const said = ground.trim();
  if (!GROUND.test(said)) throw new BadUserInput('ground', GROUND_WANTED);
  const names = (subject: SubjectName): boolean => spelled({ ...subject, id: said }).includes(spelled(subject));
  if (subjects.some(names)) throw new BadUserInput('ground', 'must not name whom it is about');
  return said;
}
