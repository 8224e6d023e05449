import type { Zone } from '../words/zones.ts';
import type { Persona } from './personas.ts';

/** Who asks, what for and from where, as chosen in the top bar. */
export interface Choice {
  readonly persona: Persona;
  /** `null`: no purpose is declared. */
  readonly purpose: string | null;
  readonly zone: Zone;
  /** The person an application acts for; empty for none. */
  readonly endUser: string;
}

/** The persona that the page opens with: the one its first query is written for. */
const FIRST_PERSONA = 'P4';

/** A persona as it usually comes in. */
export const usualChoice = (persona: Persona): Choice => ({
  persona,
  purpose: persona.defaultPurpose ?? persona.purposes[0] ?? null,
  zone: persona.zone,
  endUser: '',
});

/** `undefined` where the gateway offers no persona at all. */
export function firstChoice(personas: readonly Persona[]): Choice | undefined {
  const persona = personas.find(({ code }) => code === FIRST_PERSONA) ?? personas[0];
  return persona && usualChoice(persona);
}
