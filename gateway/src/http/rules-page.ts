import { preferredLanguage, type Policy } from '@agency-graph/policy';
import type { FastifyInstance } from 'fastify';
import { escaped } from '../html.js';

/** Serves the rules in force at `/rules`, each under its id: where a refusal's `howToAsk` leads. */
export function serveRules(app: FastifyInstance, inForce: () => Policy, policyClock: () => string): void {
  app.get('/rules', async (request, reply) => {
    const language = preferredLanguage(request.headers['accept-language']);
    const policy = inForce();
    const { rules } = policy.at(policyClock().slice(0, 10));
    const sections = [...rules.values()].map(
      ({ id, title, says, source }) =>
        `<section id="${id}"><h2>${id} ${escaped(title[language])}</h2><p>${escaped(says[language])}</p><p><small>${escaped(source)}</small></p></section>`,
    );
    const stewards = [...policy.stewards].map(
      ([code, { name, focalPoint }]) =>
        `<dt id="${code}">${escaped(name[language])}</dt><dd>${escaped(focalPoint)}</dd>`,
    );
    return reply
      .headers({
        'content-security-policy': "default-src 'none'",
        'x-content-type-options': 'nosniff',
        vary: 'accept-language',
      })
      .type('text/html; charset=utf-8')
      .send(
        `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>${policy.version}</title>\n${sections.join('\n')}\n<dl>${stewards.join('')}</dl></html>`,
      );
  });
}
