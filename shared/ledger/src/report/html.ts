/** HTML that is safe to put into a page: made by `fragment` alone, so that text never becomes markup. */
export interface Html {
  readonly markup: string;
}

type Part = string | number | Html | readonly Html[];

/** A template in which every value that is not HTML already is escaped. */
export const fragment = (pieces: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  markup: pieces.map((piece, at) => piece + (at < parts.length ? markupOf(parts[at]!) : '')).join(''),
});

export const list = (items: readonly string[]): Html =>
  fragment`<ul>${items.map((item) => fragment`<li>${item}</li>`)}</ul>`;

function markupOf(part: Part): string {
  if (typeof part === 'string') return escape(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);

const STYLE = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.2; }
h2 { font-size: 1.15rem; margin: 1.6rem 0 0.4rem; break-after: avoid; }
.verdict { border: 2px solid; padding: 0.6rem 0.9rem; }
.verdict strong { display: block; }
.note, .leaf { opacity: 0.8; }
li { margin: 0.3rem 0; break-inside: avoid; }
li, dd, dt, p { overflow-wrap: anywhere; }
dt { font-weight: 600; }
dd { margin: 0 0 0.4rem 1rem; }
.fingerprint { font-family: ui-monospace, monospace; }
@media print { body { max-width: none; margin: 0; font-size: 10.5pt; } @page { margin: 18mm; } }
`;

/** A whole page: no script, no address of anything outside, and a policy that allows none. */
export const page = (language: string, title: string, body: readonly Html[]): string => `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body.map(({ markup }) => markup).join('\n')}
</main>
</body>
</html>
`;
