import type { TaskRecord, World } from '@agency-graph/world';
import { dayOf } from './caller.js';

/**
 * The generator's world with every record made once, at an instant of the policy clock: what tasks say of their due
 * day depends on the day, everything else is as generated.
 */
export function recordsAt(world: World, clock: string): World {
  const day = dayOf(clock);
  const organisations = once(world.organisations(), ({ id }) => id);
  const members = once(world.members(), ({ id }) => id);
  const documents = once(world.documents(), ({ id }) => id);
  const feedback = once(world.feedback(), ({ id }) => id);
  const accounts = once(world.accounts(), ({ id }) => id);
  const tasks = once(
    [...world.tasks()].map((task) => ({ ...task, timeliness: timelinessOn(day, task) })),
    ({ id }) => id,
  );
  return {
    ...world,
    now: clock,
    organisations: () => organisations.values(),
    members: () => members.values(),
    documents: () => documents.values(),
    feedback: () => feedback.values(),
    accounts: () => accounts.values(),
    tasks: () => tasks.values(),
    organisation: (id) => organisations.get(id),
    member: (id) => members.get(id),
    document: (id) => documents.get(id),
    feedbackItem: (id) => feedback.get(id),
    account: (id) => accounts.get(id),
    task: (id) => tasks.get(id),
  };
}

const once = <T>(records: Iterable<T>, id: (record: T) => string): ReadonlyMap<string, T> =>
  new Map([...records].map((record) => [id(record), record]));

const EARLY_DAYS = 10;
const DUE_SOON_DAYS = 15;
const DAY = 86_400_000;
const daysFrom = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY;

/** A completed task is judged by its completion, any other by the days that are left. */
export function timelinessOn(day: string, { dueOn, completedOn }: TaskRecord): TaskRecord['timeliness'] {
  if (completedOn !== null) {
    const ahead = daysFrom(completedOn, dueOn);
    return ahead < 0 ? 'DONE_LATE' : ahead >= EARLY_DAYS ? 'EARLY' : 'ON_TIME';
  }
  const left = daysFrom(day, dueOn);
  return left < 0 ? 'OVERDUE' : left <= DUE_SOON_DAYS ? 'DUE_SOON' : 'ON_TIME';
}
