import { createWorld, type WorldSize } from '@agency-graph/world';
import { ZONES } from '@agency-graph/contract';
import { findPersona, LONGEST_TTL, personaToken } from 'agency-graph/tokens';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { REFUSALS } from '../refusals.js';

const wanted = z.strictObject({
  persona: z.string().max(64),
  purpose: z.string().max(64).nullish(),
  zone: z.enum(ZONES).nullish(),
  endUser: z.string().max(64).nullish(),
});

/** The explorer's help in development: who may be tried out, and a token for each. Never in production. */
export function serveDevelopment(
  app: FastifyInstance,
  keysDirectory: string,
  size: WorldSize,
  policyClock: () => string,
): void {
  const world = createWorld(size);
  const today = policyClock().slice(0, 10);

  app.get('/dev/personas', async () => ({
    policyClock: policyClock(),
    personas: world.personas.map((persona) => {
      const account = world.account(persona.accountId);
      const purposes = (account?.purposes ?? []).filter(
        (one) => one.from <= today && (one.to === null || today < one.to),
      );
      const { code, name, says, zone, hardwareKey, defaultPurpose } = persona;
      return {
        code,
        name,
        says,
        zone,
        hardwareKey,
        defaultPurpose,
        organisation: account?.orgId,
        purposes: purposes.map((one) => one.value),
      };
    }),
  }));

  app.post('/dev/token', async (request, reply) => {
    try {
      const { persona, zone, endUser } = wanted.parse(JSON.parse((request.body as Buffer).toString('utf8')));
      const now = Date.now();
      const options = { ...(zone == null ? {} : { zone }), ...(endUser == null ? {} : { endUser }) };
      const token = personaToken(keysDirectory, world, findPersona(world.personas, persona), options, now);
      return await reply.send({ token, expiresAt: new Date(now + LONGEST_TTL * 1_000).toISOString() });
    } catch {
      return reply
        .code(400)
        .send({ errors: [{ message: REFUSALS.BAD_REQUEST.says, extensions: { code: 'BAD_REQUEST' } }] });
    }
  });
}
