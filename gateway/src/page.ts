import { LANGUAGES, preferredLanguage, type Language, type Said } from '@agency-graph/policy';
import type { FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The pages' one style sheet: the house's colours, and what a page of tables needs. It is the only thing they may use. */
const STYLE = `${readFileSync(new URL('../web/src/look/colours.css', import.meta.url), 'utf8')}
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 var(--sans); }
header, main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
header { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: .5rem 2rem; }
h1 { margin: 0; font-size: 1.3rem; }
h2 { margin: 0 0 .5rem; font-size: 1rem; }
nav ul { display: flex; gap: 1rem; margin: 0; padding: 0; list-style: none; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
nav [aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
section { margin: 0 0 1rem; padding: 1rem; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; }
:target { background: var(--wash); }
.state { border-left: 6px solid var(--good); background: var(--good-wash); color: var(--good); }
.state.older { border-color: var(--half); background: var(--half-wash); color: var(--half); }
.state.not { border-color: var(--bad); background: var(--bad-wash); color: var(--bad); }
.state p { margin: 0; font-weight: 600; }
.refused { color: var(--half); }
pre { margin: .25rem 0 0; padding: .5rem; background: var(--ground); font: 13px/1.4 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem; margin: 0; }
dt { color: var(--quiet); }
dt, dd { overflow-wrap: anywhere; }
dt small { white-space: nowrap; }
dd { margin: 0; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); text-align: left; font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--quiet); }
.n { text-align: right; font-variant-numeric: tabular-nums; }
code { font-family: var(--mono); font-size: .9em; }
@media (max-width: 40rem) {
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: .5rem; }
}
`;

/** What a page is sent with: it runs nothing, loads nothing and is framed by nobody. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  vary: 'accept-language',
};

/** Each language by its own name. */
const LANGUAGE_NAMES: Said = { en: 'English', fr: 'Français', vi: 'Tiếng Việt' };

/** What the choice between them is called. */
const CHOICE: Said = { en: 'Language', fr: 'Langue', vi: 'Ngôn ngữ' };

/** The language that a page is asked for in: `?lang=` goes before the browser's own. */
export function languageOf({ query, headers }: FastifyRequest): Language {
  const wanted = (query as { lang?: unknown }).lang;
  return LANGUAGES.find((one) => one === wanted) ?? preferredLanguage(headers['accept-language']);
}

/** A page for people, without a script, in their language and with links to itself in the others. `body` is HTML. */
export function page(language: Language, title: string, body: string): string {
  const links = LANGUAGES.map((one) => {
    const current = one === language ? ' aria-current="true"' : '';
    return `<li><a href="?lang=${one}" lang="${one}" hreflang="${one}"${current}>${LANGUAGE_NAMES[one]}</a></li>`;
  });
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><title>${title} · Agency Graph</title><style>${STYLE}</style></head>
<body>
<header><h1>Agency Graph · ${title}</h1><nav aria-label="${CHOICE[language]}"><ul>${links.join('')}</ul></nav></header>
<main>
${body}
</main>
</body>
</html>
`;
}
