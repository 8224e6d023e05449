import { READS } from '../reference/coordinates.js';
import type { Reference } from '../reference/decide.js';
import type { Sight } from './graph.js';

/** What a caller may read, as the reference has it: what introspection shows. */
export const readableTo = (reference: Reference): Sight => ({
  field: (at) => reference.classOf(at) === 'readable',
  input: (at) => existsFor(reference, at) && reference.mayFilterBy(at),
});

/** What exists for a caller: what they may read, and what they could ask for. */
export const existingFor = (reference: Reference): Sight => ({
  field: (at) => reference.classOf(at) !== 'hidden',
  input: (at) => existsFor(reference, at),
});

/** An argument or input field that reads what is hidden is hidden too. */
const existsFor = (reference: Reference, input: string): boolean =>
  (READS[input] ?? []).every((read) => reference.classOf(read) !== 'hidden');
