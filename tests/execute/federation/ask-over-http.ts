import { isDeepStrictEqual } from 'node:util';
import { workplace } from '../../conformance/plain-gateway.js';
import { servePlain } from '../../support/plain-subgraphs.js';
import type { FederationCase } from './cases/federation-case.js';

/** How many questions were asked, and those that were answered otherwise than they should be. */
export interface AskedOverHttp {
  readonly asked: number;
  readonly wrong: readonly string[];
}

/** Starts a gateway on the supergraph file of each case, as a developer would, and asks it. */
export async function askOverHttp(cases: readonly FederationCase[]): Promise<AskedOverHttp> {
  const place = workplace();
  const wrong: string[] = [];
  let asked = 0;
  for (const { name, subgraphs, questions } of cases) {
    const served = await servePlain(subgraphs);
    const gateway = await place.start('--supergraph', place.write('any.graphql', served.supergraphSdl));
    for (const { query, variables = {}, data, errors = [] } of questions) {
      const { body } = await gateway.post(query, {}, variables);
      const places = ((body.errors ?? []) as { readonly path?: unknown }[]).map(({ path }) => path ?? null);
      asked += 1;
      if (!isDeepStrictEqual([body.data, places], [data, errors]))
        wrong.push(`${name}: ${query}\n  ${JSON.stringify([body.data, places])}\n  ${JSON.stringify([data, errors])}`);
    }
    gateway.child.kill('SIGTERM');
    await gateway.ended;
    await served.close();
  }
  place.close();
  return { asked, wrong };
}
