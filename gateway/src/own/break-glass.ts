import { BadUserInput } from '@agency-graph/kit';
import type { BreakGlassDesk, BreakGlassOutcome } from '../break-glass/break-glass.js';
import type { BreakGlass, WantedBreakGlass } from '../break-glass/rules.js';
import { waitingState } from '../four-eyes.js';
import type { OwnContext } from './own-context.js';

/** Bounds of what is asked for. */
const MOST_RECORDS = 100;
const REASON_CHARACTERS = 500;
const INCIDENT = /^[\w./-]{1,64}$/;
const ID = /^[\w.:/-]{1,64}$/;

/** The fields of break-glass, over the desk where it is done. */
export function breakGlassResolvers(desk: BreakGlassDesk, now: () => number) {
  const shown = (one: BreakGlass) => ({
    ...one,
    state: stateOf(one, now()),
    askedAt: moment(one.askedAt),
    lapsesAt: moment(one.lapsesAt),
    endsAt: one.endsAt === null ? null : moment(Math.min(one.endsAt, one.endedAt ?? Infinity)),
    stewardsTold: one.approvedBy === null ? [] : one.stewards,
  });
  const answered = (outcome: BreakGlassOutcome) =>
    outcome.kind === 'done'
      ? { done: true, because: null, says: null, breakGlass: shown(outcome.breakGlass) }
      : { done: false, because: outcome.because, says: outcome.says, breakGlass: null };
  return {
    Query: {
      breakGlass: async (_: unknown, __: unknown, { caller }: OwnContext) => (await desk.list(caller)).map(shown),
    },
    Mutation: {
      requestBreakGlass: async (_: unknown, asked: WantedBreakGlass, { caller }: OwnContext) =>
        answered(await desk.ask(caller, wantedOf(asked))),
      approveBreakGlass: async (_: unknown, { id }: { id: string }, { caller }: OwnContext) =>
        answered(await desk.approve(caller, id)),
      endBreakGlass: async (_: unknown, { id }: { id: string }, { caller }: OwnContext) =>
        answered(await desk.end(caller, id)),
    },
  };
}

/** attacker-controlled: what goes into the database, and before the eyes of who approves. */
function wantedOf({ incident, reason, type, ids, minutes }: WantedBreakGlass): WantedBreakGlass {
  if (!INCIDENT.test(incident)) throw new BadUserInput('incident', 'must be a reference of 1 to 64 letters and digits');
  const said = reason.trim();
  if (said === '' || said.length > REASON_CHARACTERS || !said.isWellFormed())
    throw new BadUserInput('reason', `must be 1 to ${REASON_CHARACTERS} characters of text`);
  const records = [...new Set(ids)];
  if (records.length === 0 || records.length > MOST_RECORDS || !records.every((id) => ID.test(id)))
    throw new BadUserInput('ids', `must be 1 to ${MOST_RECORDS} ids`);
  if (minutes < 1) throw new BadUserInput('minutes', 'must be at least 1');
  return { incident, reason: said, type, ids: records, minutes };
}

function stateOf(one: BreakGlass, now: number): string {
  if (one.endedAt !== null || (one.endsAt !== null && one.endsAt <= now)) return 'ENDED';
  const state = waitingState(one, now);
  return state === 'APPROVED' ? 'IN_FORCE' : state;
}

const moment = (milliseconds: number): string => new Date(milliseconds).toISOString();
