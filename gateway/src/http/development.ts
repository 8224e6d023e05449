import { createWorld, type World, type WorldSize } from '@agency-graph/world';
import { isLoopback, ZONES } from '@agency-graph/contract';
import type { Said } from '@agency-graph/policy';
import { findEndUser, findPersona, LONGEST_TTL, personaToken } from 'agency-graph/tokens';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { AuditWriter } from '../audit/writer.js';
import { dayOf } from '../clock.js';
import { languageOf } from '../page.js';
import { Refusal, type RefusalCode } from '../refusals.js';
import { saidOf } from './errors-words.js';
import { isJson } from './read-request.js';
import { traceOf } from './server.js';

const wanted = z.strictObject({
  persona: z.string().max(64),
  purpose: z.string().max(64).nullish(),
  zone: z.enum(ZONES).nullish(),
  endUser: z.string().max(64).nullish(),
});

/** The explorer's help in development: who may be tried out, and a token for each, recorded first. Never in production. */
export function serveDevelopment(
  app: FastifyInstance,
  keysDirectory: string,
  size: WorldSize,
  policyClock: () => string,
  audit: Pick<AuditWriter, 'event'>,
): void {
  const world = createWorld(size);
  const today = dayOf(policyClock());

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
    const language = languageOf(request);
    const refusal = (code: RefusalCode, says = saidOf(code)[language]) => new Refusal(code, says);
    // attacker-controlled: a page from elsewhere may make a name of its own stand for this machine, and ask as its own.
    if (!isLoopback(request.hostname)) throw refusal('BAD_REQUEST', ELSEWHERE[language]);
    if (!isJson(request.headers['content-type'])) throw refusal('UNSUPPORTED_MEDIA_TYPE');
    const asked = readWanted(request.body, world);
    if (asked === null) throw refusal('BAD_REQUEST');
    const { persona, zone, endUser } = asked;
    if (endUser != null && findEndUser(endUser) === undefined)
      throw refusal('BAD_REQUEST', nobodyCalled(endUser)[language]);
    const now = Date.now();
    const options = { ...(zone == null ? {} : { zone }), ...(endUser == null ? {} : { endUser }) };
    const token = personaToken(keysDirectory, world, persona, options, now);
    const trace = traceOf(request.headers['traceparent']);
    await audit.event('alarm', { kind: 'development_token', about: persona.code, n: 1, trace });
    reply.header('x-trace-id', trace);
    return { token, expiresAt: new Date(now + LONGEST_TTL * 1_000).toISOString() };
  });
}

/** Null for what is not asked in our form, or for nobody there is. */
function readWanted(body: unknown, world: World) {
  try {
    const asked = wanted.parse(JSON.parse((body as Buffer).toString('utf8')));
    return { ...asked, persona: findPersona(world.personas, asked.persona) };
  } catch {
    return null;
  }
}

const ELSEWHERE: Said = {
  en: 'Tokens are given on this machine only: open the page at “localhost”.',
  fr: 'Les jetons ne sont délivrés que sur cette machine\u202f: ouvrez la page à l’adresse «\u202flocalhost\u202f».',
  vi: 'Chỉ cấp mã truy cập trên máy này: hãy mở trang tại địa chỉ “localhost”.',
};

const nobodyCalled = (endUser: string): Said => ({
  en: `“${endUser}” is nobody to act for: say a member’s id, like M-000124, or an account’s.`,
  fr: `«\u202f${endUser}\u202f» ne désigne personne\u202f: indiquez l’identifiant d’un membre, comme M-000124, ou d’un compte.`,
  vi: `“${endUser}” không chỉ người nào: hãy nhập mã đảng viên, như M-000124, hoặc mã tài khoản.`,
});
