import type { Language } from '@agency-graph/policy';
import type { FastifyInstance } from 'fastify';
import { escaped } from '../html.js';
import { languageOf, page, PAGE_HEADERS } from '../page.js';
import { REFUSALS, type RefusalCode } from '../refusals.js';
import { saidOf } from './errors-words.js';

interface ErrorsWords {
  readonly title: string;
  readonly code: string;
  readonly status: string;
  readonly meaning: string;
}

const WORDS: Readonly<Record<Language, ErrorsWords>> = {
  en: { title: 'Refusals', code: 'Code', status: 'HTTP status', meaning: 'Meaning' },
  fr: { title: 'Refus', code: 'Code', status: 'Statut HTTP', meaning: 'Signification' },
  vi: { title: 'Các lý do từ chối', code: 'Mã', status: 'Trạng thái HTTP', meaning: 'Ý nghĩa' },
};

/** Serves the table of refusals at `/errors`, each under its code: where an error's `docs` lead. */
export function serveErrors(app: FastifyInstance): void {
  app.get('/errors', async (request, reply) => reply.headers(PAGE_HEADERS).send(errorsPage(languageOf(request))));
}

function errorsPage(language: Language): string {
  const { title, code, status, meaning } = WORDS[language];
  const head = [code, status, meaning].map((one) => `<th scope="col">${one}</th>`).join('');
  const rows = Object.entries(REFUSALS).map(
    ([one, refusal]) =>
      `<tr id="${one}"><th scope="row"><code>${one}</code></th><td>${refusal.status}</td><td>${escaped(saidOf(one as RefusalCode)[language])}</td></tr>`,
  );
  return page(
    language,
    title,
    `<section><table aria-label="${title}"><thead><tr>${head}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></section>`,
  );
}
