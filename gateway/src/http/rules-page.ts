import type { Language, Policy } from '@agency-graph/policy';
import type { FastifyInstance } from 'fastify';
import { dayOf } from '../clock.js';
import { escaped } from '../html.js';
import { languageOf, page, PAGE_HEADERS } from '../page.js';

interface RulesWords {
  readonly title: string;
  readonly policy: string;
  readonly stewards: string;
}

const WORDS: Readonly<Record<Language, RulesWords>> = {
  en: { title: 'Rules in force', policy: 'Policy', stewards: 'Stewards of the data' },
  fr: { title: 'Règles en vigueur', policy: 'Politique', stewards: 'Responsables des données' },
  vi: { title: 'Quy tắc đang có hiệu lực', policy: 'Chính sách', stewards: 'Cơ quan chủ quản dữ liệu' },
};

/** Serves the rules in force at `/rules`, each under its id: where a refusal's `howToAsk` leads. */
export function serveRules(app: FastifyInstance, inForce: () => Policy, policyClock: () => string): void {
  app.get('/rules', async (request, reply) =>
    reply.headers(PAGE_HEADERS).send(rulesPage(languageOf(request), inForce(), dayOf(policyClock()))),
  );
}

function rulesPage(language: Language, policy: Policy, day: string): string {
  const words = WORDS[language];
  const rules = [...policy.at(day).rules.values()].map(
    ({ id, title, says, source }) =>
      `<section id="${id}"><h2>${id} ${escaped(title[language])}</h2><p>${escaped(says[language])}</p><p><small>${escaped(source)}</small></p></section>`,
  );
  const stewards = [...policy.stewards].map(
    ([code, { name, focalPoint }]) => `<dt id="${code}">${escaped(name[language])}</dt><dd>${escaped(focalPoint)}</dd>`,
  );
  return page(
    language,
    words.title,
    [
      ...rules,
      `<section><h2>${words.stewards}</h2><dl>${stewards.join('')}</dl></section>`,
      `<section><h2>${words.policy}</h2><code>${escaped(policy.version)}</code></section>`,
    ].join('\n'),
  );
}
