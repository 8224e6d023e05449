import { expect, test } from 'vitest';
import type { ReceivedRequest } from '../../gateway/src/http/read-request.js';
import { createTurnstile, type Place } from '../../gateway/src/http/turnstile.js';
import type { IdentityParts } from '../../gateway/src/identity/authenticate.js';
import { inquire, type InquiryRooms } from '../../gateway/src/inquire.js';
import { createGenerations } from '../../gateway/src/supergraph/reload.js';
import { smallGraph } from '../support/small-graph.js';

/** Whoever asks is told apart by the client that they name, whichever addresses they come from. */
const BY_CLIENT: IdentityParts = {
  kind: 'tokens',
  trusted: [],
  scopeClaim: 'scope',
  required: false,
  zone: 'PARTY_WAN',
  policyNow: () => '2026-03-15T09:00:00+07:00',
  wallClock: Date.now,
};

const question = (client: string, claim: ReceivedRequest['claim']): ReceivedRequest => ({
  method: 'POST',
  search: '',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{"query":"{ __typename }"}'),
  rawHeaders: ['content-type', 'application/json'],
  trace: 't',
  deadline: Infinity,
  gone: new AbortController().signal,
  client,
  claim,
});

test('one who asks the log may not hold more than half of the places where it is crowded', async () => {
  const refused: string[] = [];
  const rooms = {
    generations: createGenerations((await smallGraph()).generation),
    identity: BY_CLIENT,
    auditors: {
      async refused({ code }: { readonly code: string }) {
        refused.push(code);
        return null;
      },
    },
  } as unknown as InquiryRooms;
  const turnstile = createTurnstile();
  let addresses = 0;
  const ask = (who: string) => {
    const place = turnstile.enter(`10.0.0.${addresses++}`) as Place;
    return inquire(
      question(who, async (caller) => place.claim(caller)),
      rooms,
    );
  };
  for (let place = 0; place < 900; place += 1) await ask('auditor');
  expect(refused.at(-1)).toBe('TOO_MANY_REQUESTS');
  await ask('another');
  expect(refused.at(-1)).not.toBe('TOO_MANY_REQUESTS');
  turnstile.close();
});
