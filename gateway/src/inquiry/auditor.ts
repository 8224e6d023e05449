import type { Caller } from '../identity/caller.js';
import type { Organisations } from '../identity/organisations.js';
import { Refusal } from '../refusals.js';
import type { Line } from './question.js';

/** Who may ask the log: a caller with this function of the account directory. */
const AUDIT = 'AUDIT';

/** Whether a caller may ask the log. */
export const isAuditor = ({ functions }: Pick<Caller, 'functions'>): boolean => functions.has(AUDIT);

/** A caller who may ask the log, and of whom. */
export interface Auditor {
  readonly caller: Caller;
  /** Organisations whose doings this auditor sees. */
  readonly line: Line;
}

/**
 * The auditor that a caller is. One of a central body sees everything; any other sees what accounts of its own line
 * did. An advisory body of a committee stands beside that committee's other bodies, so its line is the committee's.
 * Throws a `Refusal` for a caller who is no auditor.
 */
export function auditorOf(caller: Caller, organisations: Organisations): Auditor {
  if (!isAuditor(caller))
    throw new Refusal('OPERATION_NOT_ALLOWED', 'Only an account with the function AUDIT may ask the log.');
  const { level, path } = caller.organisation;
  if (level === 'CENTRAL') return { caller, line: null };
  const above = path.slice(0, path.lastIndexOf('.'));
  const top = organisations.at(above)?.level === level ? above : path;
  return { caller, line: new Set(organisations.under(top)) };
}
