import request from 'supertest';
import { replyOf, type Reply, type System } from './system.js';

/** A question to one of the gateway's endpoints by a persona, for a case. */
export async function askForCase(
  system: System,
  who: string,
  reference: string | null,
  query: string,
  variables: object,
  path: '/graphql' | '/audit/graphql' = '/audit/graphql',
): Promise<Reply> {
  const { token, purpose } = system.as(who);
  const headers = {
    ...(purpose === null ? {} : { 'access-purpose': purpose }),
    ...(reference === null ? {} : { 'access-case': reference }),
  };
  const sent = request(system.url).post(path).set('authorization', `Bearer ${token}`).set(headers);
  return replyOf(await sent.send({ query, variables }));
}
