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
}

const ZONES: readonly Zone[] = ['PARTY_WAN', 'PARTY_WAN', 'STATE_NETWORK', 'INTERNET'];

/** A persona as it usually comes in, a persona that comes in some other way, or any account of the directory. */
export function pickCaller(random: Random, world: World, mixed: readonly AccountRecord[]): CaseCaller {
  const clock = random.pick(CLOCKS);
  const persona = random.chance(0.5) ? random.pick(world.personas) : null;
  const account =
    persona !== null
      ? world.account(persona.accountId)!
      : random.chance(0.25)
        ? random.pick([...world.accounts()])
        : random.pick(mixed);
  const usual = { zone: persona?.zone ?? 'PARTY_WAN', hardwareKey: persona?.hardwareKey ?? random.chance(0.6) };
  const how = random.chance(0.8) ? usual : { zone: random.pick(ZONES), hardwareKey: random.chance(0.5) };
  const purposes = account.purposes.map(({ value }) => value);
  const purpose =
    purposes.length === 0 || random.chance(0.01) ? null : random.chance(0.01) ? 'AUDIT' : random.pick(purposes);
  const endUser = account.kind === 'APPLICATION' && random.chance(0.6) ? 'M-000124' : null;
  return { code: persona?.code ?? account.id, account, door: { ...how, endUser, purpose, clock } };
}
