import type { Language, Said } from '@agency-graph/policy';
import type { FastifyInstance } from 'fastify';
import { escaped } from '../html.js';
import { languageOf, page, PAGE_HEADERS } from '../page.js';
import { REFUSALS, type RefusalCode } from '../refusals.js';
import { saidOf } from './errors-words.js';

const TITLE: Said = { en: 'Refusals', fr: 'Refus', vi: 'Các lý do từ chối' };

/** Serves the table of refusals at `/errors`, each under its code: where an error's `docs` lead. */
export function serveErrors(app: FastifyInstance): void {
  app.get('/errors', async (request, reply) => reply.headers(PAGE_HEADERS).send(errorsPage(languageOf(request))));
}

function errorsPage(language: Language): string {
  const refusals = Object.entries(REFUSALS).map(
    ([code, { status }]) =>
      `<dt id="${code}"><code>${code}</code> <small>HTTP ${status}</small></dt><dd>${meaning(saidOf(code as RefusalCode)[language])}</dd>`,
  );
  return page(language, TITLE[language], `<section><dl>\n${refusals.join('\n')}\n</dl></section>`);
}

/** What stands between backticks is to be typed as it is. */
const meaning = (says: string): string => escaped(says).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
