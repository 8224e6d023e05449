import type { Context, RecordBody } from '@agency-graph/ledger/records';
import type { Caller, KnownCaller } from '../identity/caller.js';
import { ACCOUNT } from '../subject-name.js';
import { asName, asOpaqueId, type Names } from './names.js';
import type { Details } from './seal.js';

/** The versions a request was decided under. */
export interface DecidedUnder {
  readonly policy: string;
  readonly supergraph: string;
  /** Which of this process's generations it is: later ones have higher numbers. */
  readonly generation: number;
}

/**
 * Equal for all requests that are of one caller, for one purpose and case, under one policy, whichever token they
 * brought: they share a definition. All that a context says stands in it.
 */
export const contextKey = (caller: Caller, versions: DecidedUnder, client: string, month: string): string =>
  [
    month,
    caller.issuer,
    caller.kind,
    levelOf(caller),
    caller.accountId,
    caller.endUser,
    caller.organisation.id,
    caller.purpose,
    caller.caseReference,
    caller.clearance,
    caller.zone,
    caller.emergency?.id,
    [...caller.functions].toSorted(),
    versions.policy,
    versions.supergraph,
    client,
  ].join('\n');

/** Who asks, and on what basis, as a record says it. What only two persons may read is sealed for the account's life. */
export function contextOf(
  caller: Caller,
  versions: DecidedUnder,
  client: string,
  names: Names,
): { readonly context: Context; readonly details: Details | null } {
  const values = {
    ...(caller.caseReference === null ? {} : { case: caller.caseReference }),
    ...(client === '' ? {} : { client }),
  };
  const context: Context = {
    issuer: caller.issuer.slice(0, MOST_ISSUER),
    level: [levelOf(caller)],
    account: names.account(caller.accountId),
    application: caller.kind === 'APPLICATION',
    endUser: caller.endUser === null ? null : names.endUser(caller.endUser),
    organisation: asOpaqueId(caller.organisation.id),
    functions: [...caller.functions].map(asName).toSorted(),
    clearance: caller.clearance,
    zone: caller.zone,
    purpose: caller.purpose === null ? null : asName(caller.purpose),
    case: caller.caseReference === null ? null : names.caseReference(caller.caseReference),
    emergency:
      caller.emergency === null
        ? null
        : {
            incident: asOpaqueId(caller.emergency.incident),
            approver: names.account(caller.emergency.approver),
            until: new Date(caller.emergency.until).toISOString(),
          },
    policy: asName(versions.policy),
    supergraph: asName(versions.supergraph),
  };
  const details = { values, subjects: [{ of: ACCOUNT, id: caller.accountId }] };
  return { context, details: Object.keys(values).length === 0 ? null : details };
}

/** Somebody who was refused before it was settled who they are. */
export const knownOf = (known: KnownCaller, names: Names): NonNullable<RecordBody<'denied'>['known']> => ({
  issuer: known.issuer.slice(0, MOST_ISSUER),
  token: tokenText(known.tokenId),
  account: known.accountId === null ? null : names.account(known.accountId),
  organisation: known.organisation === null ? null : asOpaqueId(known.organisation),
});

/** How a caller showed who they are: that is of the token, and one account may have several. */
const levelOf = ({ hardwareKey, authenticated }: Caller): string =>
  hardwareKey ? 'hardware-key' : authenticated ? 'token' : 'none';

const MOST_ISSUER = 256;

/** A token's id, or null where none was brought. Whoever issued it chose it, so that a strange one stands as its hash. */
export const tokenText = (id: string): string | null => (id === '' ? null : asName(id));
