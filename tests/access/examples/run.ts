import type { World } from '@agency-graph/world';
import type { AskCase } from '../differential/ask.js';
import { CLOCKS, type CaseCaller } from '../differential/callers.js';
import { differences } from '../differential/compare.js';
import { referenceCaller } from '../reference/caller.js';
import { Reference } from '../reference/decide.js';
import { createEvaluator } from '../reference/evaluate.js';
import { recordsAt } from '../reference/records.js';
import { EXAMPLES, type Example, type Outcome } from './table.js';

/** Where an example does not become what the page says, at either policy clock and by any of its ways; in words. */
export async function examplesRun(world: World, ask: AskCase): Promise<readonly string[]> {
  const found: string[] = [];
  for (const clock of CLOCKS) {
    const records = recordsAt(world, clock);
    const evaluate = createEvaluator(records);
    for (const example of EXAMPLES) {
      const caller = callerOf(world, example, clock);
      const wanted = (clock === CLOCKS[1] && example.before) || example.outcome;
      const reference = new Reference(referenceCaller(records, caller.account, caller.door));
      const variables = detailsFor(world, example);
      for (const query of example.queries) {
        const got = await ask(caller, query, variables);
        const was = outcomeOf(got);
        const wrong = [
          ...(was === wanted ? [] : [`${wanted} expected, ${was} came`]),
          ...differences(evaluate(reference, { query, variables }), got),
        ];
        found.push(...wrong.map((one) => `${example.rule} ${example.persona} ${clock}: ${one}: ${query}`));
      }
    }
  }
  return found;
}

function callerOf(world: World, { persona, door }: Example, clock: string): CaseCaller {
  const { code, accountId, zone, hardwareKey, defaultPurpose } = world.personas.find((one) => one.code === persona)!;
  return {
    code,
    account: world.account(accountId)!,
    door: { zone, hardwareKey, purpose: defaultPurpose, endUser: null, clock, ...door },
    roots: null,
  };
}

function detailsFor(world: World, { verifies }: Example): Readonly<Record<string, unknown>> {
  if (verifies === undefined) return {};
  const { nationalId: i, fullName: n, dateOfBirth: d } = world.member(verifies)!;
  return { i, n, d };
}

function outcomeOf({ status, body }: Awaited<ReturnType<AskCase>>): Outcome | string {
  const codes = new Set(body.errors?.map(({ extensions }) => extensions?.code));
  if (status === 403) return 'ACCOUNT';
  if (status === 400 && codes.has('GRAPHQL_VALIDATION_FAILED')) return 'HIDDEN';
  if (status !== 200) return `status ${status}`;
  if (codes.size > 0) return codes.has('UNAUTHORIZED_FIELD_OR_TYPE') ? 'FIELD' : [...codes].join();
  return holdsAnything(body.data) ? 'SERVED' : 'ROW';
}

const holdsAnything = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.values(value).some(holdsAnything) : value !== null;
