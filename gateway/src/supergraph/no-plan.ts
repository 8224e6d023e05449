import { parse, print, visit } from 'graphql';
import { NotPlanned, Refusal } from '../refusals.js';

/** Of so few fields the planner finds a plan at once, or else never. */
const FEW = 20;
/** Fields that the log names. */
const NAMED = 20;

/** Why the planner says that it has none: names that the operation gives to different things, or else the graph. */
export function noPlanFor(text: string, problem: string): NotPlanned {
  const { names, conflict } = fieldsOf(text);
  if (conflict) return new NotPlanned(problem, 'names');
  return new NotPlanned(`no plan for what asks for ${[...names].slice(0, NAMED).join(', ')}: ${problem}`, 'graph');
}

/** The refusal of a text for which none was found in time: one that asks for little could not ask for less. */
export const noPlanInTime = (text: string): Refusal =>
  new Refusal(
    'LIMIT_EXCEEDED',
    fieldsOf(text).count > FEW
      ? 'The operation takes too long to plan: ask for less at once.'
      : 'No plan for the operation was found in time: ask for an interface’s fields outside fragments on its types, or try again later.',
    { limit: 'planning' },
  );

/** What is asked for, by the names of the schema, and whether one response name stands for different things anywhere. */
function fieldsOf(text: string): { count: number; names: ReadonlySet<string>; conflict: boolean } {
  const asked = new Map<string, string>();
  const names = new Set<string>();
  let count = 0;
  let conflict = false;
  visit(parse(text, { noLocation: true }), {
    Field({ name, alias, arguments: given = [] }) {
      const key = (alias ?? name).value;
      const what = [name, ...given].map(print).join(' ');
      conflict ||= (asked.get(key) ?? what) !== what;
      asked.set(key, what);
      names.add(name.value);
      count += 1;
    },
  });
  return { count, names, conflict };
}
