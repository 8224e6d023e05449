import type { AccountRecord, World, Zone } from '@agency-graph/world';
import type { Door } from '../reference/caller.js';
import type { Random } from './random.js';

/** The two instants of the policy clock at which every rule is tried: either side of 1 March 2026. */
export const CLOCKS = ['2026-03-15T09:00:00+07:00', '2026-02-15T09:00:00+07:00'] as const;

/** Who asks in one case, and how they come in. */
export interface CaseCaller {
  /** Persona code or account id. */
  readonly code: string;
  readonly account: AccountRecord;
  readonly door: Door;
  /** Fields at the root that the query is to choose from; null for any. */
  readonly roots: readonly string[] | null;
}

/** A persona and the fields at the root by which the rarer rules are tried. */
interface Focus {
  readonly persona: string;
  readonly roots: readonly string[];
}
const FOCUS: readonly Focus[] = [
  { persona: 'P2', roots: ['Query.member', 'Query.members', 'Query.organisation'] },
  { persona: 'P3', roots: ['Query.member', 'Query.members', 'Query.organisation', 'Query.document'] },
  { persona: 'P4', roots: ['Query.member', 'Query.members', 'Query.document'] },
  { persona: 'P5', roots: ['Query.member', 'Query.members', 'Query.organisation'] },
  { persona: 'P6', roots: ['Query.me', 'Query.member', 'Query.organisation'] },
  { persona: 'P7', roots: ['Query.member', 'Query.document', 'Query.task'] },
  // Few of the members have been disciplined, and each discipline has few fields.
  { persona: 'P7', roots: ['Query.member'] },
  { persona: 'P1', roots: ['Query.feedbackItem', 'Query.task', 'Query.document'] },
  // One line of the table and a handful of fields make each of these two rare in any other query.
  { persona: 'P1', roots: ['Query.feedbackItem'] },
  { persona: 'P11', roots: ['Query.member'] },
  { persona: 'P9', roots: ['Query.verifyMember', 'Query.organisation'] },
  { persona: 'P9', roots: ['Query.verifyMember'] },
  { persona: 'P11', roots: ['Query.member', 'Query.members'] },
  { persona: 'P8', roots: ['Query.tasks', 'Query.task'] },
  { persona: 'P13', roots: ['Query.documents', 'Query.document'] },
];

const ZONES: readonly Zone[] = ['PARTY_WAN', 'PARTY_WAN', 'STATE_NETWORK', 'INTERNET'];

/** A persona as it usually comes in, a persona that comes in some other way, or any account of the directory. */
export function pickCaller(random: Random, world: World, mixed: readonly AccountRecord[]): CaseCaller {
  const clock = random.pick(CLOCKS);
  const focus = random.chance(0.55) ? random.pick(FOCUS) : null;
  const code = focus?.persona ?? (random.chance(0.5) ? random.pick(world.personas).code : null);
  const persona = world.personas.find((one) => one.code === code) ?? null;
  const account =
    persona !== null
      ? world.account(persona.accountId)!
      : random.chance(0.25)
        ? random.pick([...world.accounts()])
        : random.pick(mixed);
  const usual = { zone: persona?.zone ?? 'PARTY_WAN', hardwareKey: persona?.hardwareKey ?? random.chance(0.6) };
  const how = random.chance(focus === null ? 0.7 : 0.9)
    ? usual
    : { zone: random.pick(ZONES), hardwareKey: random.chance(0.5) };
  const purposes = account.purposes.map(({ value }) => value);
  const purpose =
    purposes.length === 0 || random.chance(0.01) ? null : random.chance(0.01) ? 'AUDIT' : random.pick(purposes);
  const endUser = account.kind === 'APPLICATION' && random.chance(0.6) ? 'M-000124' : null;
  return {
    code: persona?.code ?? account.id,
    account,
    door: { ...how, endUser, purpose, clock },
    roots: focus?.roots ?? null,
  };
}
