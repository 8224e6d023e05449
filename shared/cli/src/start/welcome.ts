import type { Persona } from '@agency-graph/world';
import { personaTable } from '../persona-table.js';
import type { RunSettings } from './environment.js';

/** One query over all four agencies that the commune officer may ask. */
export const FIRST_QUERY =
  '{ organisation(id: "G07.C012") { name } member(id: "M-000123") { fullName nationalIdMasked } ' +
  'task(id: "T-0100") { title progressPct leadOrg { name } } document(id: "D-NQ57") { symbol abstract } }';

const curl = (url: string, token: string): string => {
  const body = JSON.stringify({ query: FIRST_QUERY });
  return `curl -s ${url}/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${token}' -d '${body}'`;
};

/** What a newcomer reads when all runs: where, as whom, and a first question to paste. */
export const welcome = (
  settings: RunSettings,
  personas: readonly Persona[],
  persona: Persona,
  token: string,
): string => {
  const url = `http://127.0.0.1:${settings.ports.get('gateway')}`;
  const clock = settings.policyClock === 'now' ? 'the wall clock' : settings.policyClock;
  return `
Agency Graph is ready.

  Explorer      ${url}
  GraphQL       ${url}/graphql
  Policy clock  ${clock}
  Audit keys    files in ${settings.keys}/audit, for development: whoever reads them can sign as this log

${personaTable(personas)}

A token for ${persona.code} ${persona.name}, good for 15 minutes (another: npx --no agency-graph token <persona>):

${token}

A first query, over all four agencies:

${FIRST_QUERY}

The same from another terminal:

${curl(url, token)}

Ctrl-C stops everything.
`;
};
