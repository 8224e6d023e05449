import type { ReceivedRequest } from '../http/read-request.js';
import { Refusal } from '../refusals.js';
import type { KnownCaller } from './caller.js';

/** A header that may stand once only: two of them could be read differently by two readers. */
export function single({ rawHeaders }: ReceivedRequest, name: string, known: KnownCaller | null): string | undefined {
  const values = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]!.toLowerCase() === name);
  if (values.length > 1)
    throw name === 'authorization'
      ? new Refusal('AUTH_ERROR')
      : new Refusal('BAD_REQUEST', `The header "${name}" is given twice.`, {}, known);
  return values[0];
}
