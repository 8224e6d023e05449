import type { AfterRead } from './checkout.js';

/** A root field that was not there. */
export const withLatest = (sdl: string): string =>
  sdl.replace(
    'type Query {',
    'type Query { latest: String @label(secrecy: UNCLASSIFIED, sharing: OPEN, personal: NONE, steward: "VPTW")',
  );

/** The policy of a later day. */
export const NEXT = (text: string): string => text.replace('2026-03-01', '2026-03-02');

/** More of authors than the table grants at first. */
export const wider = (scope: string): string => scope.replace('sharing: OPEN', 'sharing: DEFAULT');
/** Less of authors than the table grants at first, and that taken back. */
export const closed = (scope: string): string => scope.replace('sharing: OPEN', 'sharing: OPEN, except: [home]');
export const opened = (scope: string): string => scope.replace(', except: [home]', '');
export const broken = (sdl: string): string => sdl.replace('type Query {', 'type Query { broken: Nothing');

/** A graph over which no planner can begin. */
export const unplannable: AfterRead = (read) => ({ ...read, loaded: { ...read.loaded, sdl: 'type Query' } });

/** So many types that all lead to each other that composing them takes many times what is waited for here. */
export function withMany(sdl: string): string {
  const label = '@label(secrecy: UNCLASSIFIED, sharing: OPEN, personal: NONE, steward: "VPTW")';
  const names = Array.from({ length: 200 }, (_, at) => `Many${at}`);
  const fields = names.map((name) => `to${name}: ${name}`).join(' ');
  const types = names.map((name) => `type ${name} ${label} { ${fields} }\n`).join('');
  return sdl.replace('type Query {', `${types} type Query { many: Many0 ${label} `);
}
