import { DEFAULT_LIMITS } from '@agency-graph/composition';
import { createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { Metrics } from '../../gateway/src/admin/metrics.js';
import { watching } from '../../gateway/src/admin/watching.js';
import type { Intent } from '../../gateway/src/audit/record.js';
import { createAgencies } from '../../gateway/src/execute/agencies.js';
import { UNSIGNED } from '../../gateway/src/execute/wire-headers.js';
import { createSubgraphClient } from '../../gateway/src/execute/subgraph-client.js';
import type { Generation } from '../../gateway/src/supergraph/generation.js';
import { pino } from 'pino';

test('an agency whose answer is not of the form that was asked for is logged and counted once a request', async () => {
  const metrics = new Metrics();
  const asking = watching(metrics, pino({ enabled: false }));
  const client = createSubgraphClient(
    { url: 'http://127.0.0.1:1/', limits: DEFAULT_LIMITS },
    UNSIGNED,
    asking('units'),
  );
  const logged: unknown[] = [];
  const agencies = createAgencies({
    clients: { of: () => new Map([['units', client]]), close: () => client.close() },
    own: null,
    pseudonymSecret: createSecretKey(Buffer.alloc(32)),
    register: { version: 0, stands: () => false },
    failed: (subgraph, cause, trace) => logged.push([subgraph, trace, String(cause)]),
  });
  const patience = { deadline: Infinity, gone: new AbortController().signal };
  for (const trace of ['first', 'second']) {
    const intent = { caller: { countedAs: 'one' }, trace } as Intent;
    const execution = agencies.for(intent, { versions: { supergraph: '' } } as Generation, patience);
    for (let field = 0; field < 3; field += 1) execution.misformed('units');
  }
  const says = 'SubgraphFailure: not of the form that was asked for';
  expect(logged).toEqual(['first', 'second'].map((trace) => ['units', trace, says]));
  const { outcomes, durations, misformed } = metrics.agencies.get('units')!;
  expect(misformed).toBe(2);
  // Its answers were counted when they came, and each only once.
  expect([...outcomes, durations.count]).toEqual([0]);
  await agencies.close();
});
