import type { CallerFacts } from '../identity/caller.js';
import type { Organisations } from '../identity/organisations.js';
import { Refusal } from '../refusals.js';
import type { Entry } from './entry.js';

/** Who may ask the log: a caller with this function of the account directory. */
const AUDIT = 'AUDIT';

/** A caller who may ask the log, and of whom. */
export interface Auditor {
  readonly accountId: string;
  readonly organisation: string;
  /** Path under which accounts must lie whose doings this auditor sees; null sees all. */
  readonly line: string | null;
  readonly caseReference: string | null;
  /** Whether an entry is of this auditor's line. */
  sees(entry: Entry): boolean;
  /** Whether an organisation is. */
  answersFor(organisation: string): boolean;
}

/**
 * The auditor that a caller is. One of a central body sees everything; any other sees what accounts of its own line
 * did. An advisory body of a committee stands beside that committee's other bodies, so its line is the committee's.
 * Throws a `Refusal` for a caller who is no auditor.
 */
export function auditorOf(caller: CallerFacts, organisations: Organisations): Auditor {
  if (!caller.functions.has(AUDIT)) {
    throw new Refusal('OPERATION_NOT_ALLOWED', 'Only an account with the function AUDIT may ask the log.');
  }
  const { id, level, path } = caller.organisation;
  const line = level === 'CENTRAL' ? null : lineOf(path, level, organisations);
  const answersFor = (organisation: string): boolean => {
    if (line === null) return true;
    const known = organisations.find(organisation);
    return known !== undefined && isUnder(known.path, line);
  };
  return {
    accountId: caller.accountId,
    organisation: id,
    line,
    caseReference: caller.caseReference,
    answersFor,
    sees: ({ context }) => line === null || (context !== null && answersFor(context.organisation)),
  };
}

function lineOf(path: string, level: string, organisations: Organisations): string {
  const committee = path.slice(0, path.lastIndexOf('.'));
  return organisations.levelAt(committee) === level ? committee : path;
}

/** Segment by segment: `G07` is not over `G070`. */
const isUnder = (path: string, line: string): boolean => path === line || path.startsWith(`${line}.`);
