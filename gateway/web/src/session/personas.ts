import type { Zone } from '../words/zones.ts';

/** A named account of the synthetic world, as the gateway's development profile offers it. */
export interface Persona {
  readonly code: string;
  readonly name: string;
  readonly says: string;
  readonly organisation: string;
  readonly zone: Zone;
  readonly hardwareKey: boolean;
  readonly purposes: readonly string[];
  readonly defaultPurpose: string | null;
}

/** What `GET /dev/personas` answers. */
export interface Development {
  readonly personas: readonly Persona[];
  /** ISO 8601, the time that rules, agreements and labels are judged at. */
  readonly policyClock: string;
}

/** The development profile's personas, or `null` on a gateway that has none (404): there a token is pasted. */
export async function fetchDevelopment(): Promise<Development | null> {
  const answer = await fetch('/dev/personas', { headers: { accept: 'application/json' } });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`GET /dev/personas: ${answer.status}`);
  return (await answer.json()) as Development;
}
