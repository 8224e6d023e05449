import type { AccountRecord, World, Zone } from '@agency-graph/world';
import type { CaseCaller } from '../differential/callers.js';
import type { Door } from '../reference/caller.js';

/** Instants of the policy clock: the two that tests run at, and either side of each date on which rules change. */
export const INSTANTS = [
  '2026-03-15T09:00:00+07:00',
  '2026-02-15T09:00:00+07:00',
  '2026-03-01T00:00:00+07:00',
  '2026-02-28T23:59:59+07:00',
  '2026-01-01T00:00:00+07:00',
] as const;

const ZONES: readonly Zone[] = ['PARTY_WAN', 'STATE_NETWORK', 'INTERNET'];

/** Every persona for every purpose at every instant as it comes in, and over every network and key at one of them. */
export function personaCallers(world: World): readonly CaseCaller[] {
  return world.personas.flatMap((persona) => {
    const account = world.account(persona.accountId)!;
    const purposes = [...account.purposes.map(({ value }) => value), ...(account.purposes.length === 0 ? [null] : [])];
    const { zone, hardwareKey } = persona;
    return purposes.flatMap((purpose) =>
      [null, ...(account.kind === 'APPLICATION' ? ['M-000124'] : [])].flatMap((endUser) => {
        const one = (door: Partial<Door>): CaseCaller => ({
          code: persona.code,
          account,
          door: { zone, hardwareKey, endUser, purpose, clock: INSTANTS[0], ...door },
          roots: null,
        });
        return [
          ...INSTANTS.map((clock) => one({ clock })),
          ...ZONES.flatMap((other) => [true, false].map((key) => one({ zone: other, hardwareKey: key }))),
        ];
      }),
    );
  });
}

/** Every account of the directory and of the mixed ones, for each of its purposes, by turns over networks and instants. */
export function accountCallers(accounts: readonly AccountRecord[]): readonly CaseCaller[] {
  return accounts.flatMap((account, index) =>
    account.purposes.map(({ value: purpose }, turn): CaseCaller => ({
      code: account.id,
      account,
      door: {
        zone: (index + turn) % 7 === 6 ? 'STATE_NETWORK' : 'PARTY_WAN',
        hardwareKey: (index + turn) % 2 === 0,
        endUser: account.kind === 'APPLICATION' && (index + turn) % 3 !== 0 ? 'M-000124' : null,
        purpose,
        clock: INSTANTS[(index + turn) % INSTANTS.length]!,
      },
      roots: null,
    })),
  );
}
