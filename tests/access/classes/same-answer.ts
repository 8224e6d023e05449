import type { Random } from '../differential/random.js';
import type { Answered } from '../differential/ask.js';

/** A random name as long as another; a byte more would be a byte's difference. */
export function strangerTo(name: string, random: Random): string {
  const letters = 'bcdfghjklmnpqrstvwxz';
  const isUpper = name.startsWith(name[0]!.toUpperCase());
  return Array.from(name, (_, at) => {
    const letter = random.pick([...letters]);
    return isUpper && at === 0 ? letter.toUpperCase() : letter;
  }).join('');
}

/** What may differ between any two answers: when, under which trace id, on which connection; and the name's own record. */
const OWN_HEADERS = new Set(['date', 'x-trace-id', 'x-request-id', 'content-length', 'connection', 'keep-alive']);

/** How the answer that names what is hidden differs from the one that names nothing; nothing when they are the same. */
export function tellsApart(hidden: Answered, name: string, stranger: Answered, strange: string): readonly string[] {
  const differs: string[] = [];
  if (hidden.status !== stranger.status) differs.push(`status ${hidden.status}, not ${stranger.status}`);
  const [said, saidOfNobody] = [withName(plain(hidden.text), name, strange), plain(stranger.text)];
  if (said !== saidOfNobody) differs.push(`${said} is not ${saidOfNobody}`);
  const [headers, others] = [hidden, stranger].map((one) =>
    Object.entries(one.headers)
      .filter(([header]) => !OWN_HEADERS.has(header))
      .map(([header, value]) => `${header}: ${String(value)}`)
      .join('\n'),
  );
  if (headers !== others) differs.push(`headers ${headers} are not ${others}`);
  if (/did you mean/i.test(hidden.text)) differs.push('a suggestion');
  return differs;
}

const plain = (text: string): string =>
  text.replace(/"traceId":"[0-9a-f]{32}"/g, '"traceId"').replace(/"audit":\{[^}]*\}/, '"audit"');

/** The text with the name exchanged where a message names it. */
const withName = (text: string, name: string, other: string): string =>
  text.replace(/"(?:message|says)":("(?:[^"\\]|\\.)*")/g, (message) =>
    message.replace(new RegExp(String.raw`\b${name}\b`, 'g'), other),
  );
