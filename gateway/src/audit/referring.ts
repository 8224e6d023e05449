import type { Caller } from '../identity/caller.js';
import type { Plan } from '../plan/plan.js';
import type { Batch } from './batch.js';
import { contextKey, contextOf, tokenText, type DecidedUnder } from './context.js';
import type { Definitions } from './definitions.js';
import type { InForce } from './in-force.js';
import { namesAt } from './names.js';
import type { Operations } from './operations.js';
import type { Intent, RecordedUnder, References } from './record.js';
import type { Subjects } from './subjects.js';

/** What a record of a request begins with. */
export interface Common extends Pick<References, 'context' | 'operation'> {
  readonly txn: string;
  readonly trace: string;
}

/** Refers records to who asks and what, each defined in the same batch where the log does not say it yet. */
export interface Referring {
  /** Index of the definition of who asks, and on what basis. */
  context(batch: Batch, caller: Caller, versions: DecidedUnder, client: string): number;
  /** Who asks, and what. */
  request(batch: Batch, plan: Plan, versions: RecordedUnder, client: string): References;
  /** What a record of an intent's request begins with: the intent's own references where these still stand. */
  common(batch: Batch, intent: Intent, versions: RecordedUnder): Common;
}

export interface ReferringParts {
  readonly definitions: Definitions;
  readonly operations: Operations;
  readonly inForce: InForce;
  readonly subjects: Subjects;
}

export function createReferring({ definitions, operations, inForce, subjects }: ReferringParts): Referring {
  const context: Referring['context'] = (batch, caller, versions, client) => {
    inForce.change(batch, versions);
    const key = contextKey(caller, versions, client, batch.at.slice(0, 7));
    const index = definitions.context(batch, key, () =>
      contextOf(caller, versions, client, namesAt(subjects, batch.at)),
    );
    const token = tokenText(caller.tokenId);
    return token === null ? index : definitions.token(batch, token, index);
  };

  const request: Referring['request'] = (batch, { permitted }, versions, client) => {
    const { key, definition } = operations.of(permitted.operation, versions);
    return {
      context: context(batch, permitted.caller, versions, client),
      operation: definitions.operation(batch, key, () => definition),
      month: batch.at.slice(0, 7),
      forgotten: definitions.forgotten,
    };
  };

  return {
    context,
    request,
    common(batch, { txn, trace, plan, client, refersTo }, versions) {
      const stand = refersTo?.forgotten === definitions.forgotten && batch.at.startsWith(refersTo.month);
      const { context: who, operation } = stand ? refersTo : request(batch, plan, versions, client);
      return { txn, trace, context: who, operation };
    },
  };
}
