import type { Language } from '@agency-graph/policy';
import { escaped } from '../html.js';
import { page } from '../page.js';
import type { Durations } from './durations.js';
import { STEPS } from './metrics.js';
import type { Recent } from './recent.js';
import type { Running } from './running.js';
import { STATUS_WORDS, type StatusWords } from './status-words.js';

/** How the gateway is, for people: read when it is asked for, in their language, without a script. */
export function statusPage(running: Running, recent: Recent, language: Language): string {
  const words = STATUS_WORDS[language];
  const number = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: 'percent' });
  const say = {
    words,
    n: (value: number) => number.format(value),
    share: (value: number) => percent.format(value),
    time: timeIn(language),
    ms: millisecondsIn(number),
  };
  const sections = [
    state(running, say),
    served(running, say),
    requests(running, recent, say),
    agencies(running, recent, say),
    rooms(recent, say),
    rules(running, say),
    caches(running, say),
    audit(running, say),
    thisProcess(say),
  ];
  return page(language, words.title, sections.join('\n'));
}

interface Say {
  readonly words: StatusWords;
  readonly n: (value: number) => string;
  readonly share: (value: number) => string;
  readonly time: (milliseconds: number) => string;
  readonly ms: (milliseconds: number | null) => string;
}

function state({ notReady, degraded }: Running, { words }: Say): string {
  const missing = notReady();
  const older = degraded();
  const kind = missing !== null ? ' not' : older.length > 0 ? ' older' : '';
  const says =
    missing !== null
      ? words.state.notReady(words.missing[missing] ?? missing)
      : older.length > 0
        ? words.state.older
        : words.state.ready;
  return `<section class="state${kind}" role="status"><p>${escaped(says)}</p></section>`;
}

function served({ graph, degraded }: Running, { words, time }: Say): string {
  const { supergraph, policy, since, refused, taken, refusals } = graph();
  const partOf = (part: string): string => escaped(words.parts[part] ?? part);
  const onDisk = refused.map(
    ({ part, problem, since: from }) =>
      `<p class="refused">${words.served.refused(partOf(part), time(from))}</p><pre lang="en">${escaped(problem)}</pre>`,
  );
  const unfit = degraded()
    .filter((part) => !refused.some((one) => one.part === part))
    .map((part) => `<p class="refused">${words.served.unfit(partOf(part))}</p>`);
  const facts = list([
    [words.served.supergraph, `<code>${escaped(supergraph)}</code>`],
    [words.served.policy, `<code>${escaped(policy)}</code>`],
    [words.served.since, time(since)],
    [words.served.changes, words.served.taken(taken, refusals)],
  ]);
  return section(words.served.heading, facts + onDisk.join('') + unfit.join(''));
}

function requests({ metrics }: Running, recent: Recent, { words, n, ms }: Say): string {
  const lately = recent.lastMinute();
  const { heading, underWay, lastMinute, sinceStart, end, answered } = words.requests;
  const facts = list([
    [underWay, n(metrics.underWay)],
    [`${words.half} (${lastMinute.toLowerCase()})`, ms(lately.requests.quantile(0.5))],
    [`${words.slowest} (${lastMinute.toLowerCase()})`, ms(lately.requests.quantile(0.99))],
  ]);
  const rows = [...metrics.ends]
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, total]) => [
      code === 'ANSWERED' ? answered : `<code>${code.replaceAll('_', '_<wbr>')}</code>`,
      n(lately.ends.get(code) ?? 0),
      n(total),
    ]);
  return section(heading, facts + table(heading, [end, lastMinute, sinceStart], rows, words));
}

function agencies({ agencies: states }: Running, recent: Recent, { words, n, ms }: Say): string {
  const lately = recent.lastMinute().agencies;
  const {
    heading,
    agency,
    state: stateWord,
    underWay,
    waiting,
    answered,
    withErrors,
    misformed,
    failed,
    breaker,
  } = words.agencies;
  const rows = [...states()].map(([name, one]) => {
    const counts = lately.get(name);
    const outcomes = [...(counts?.outcomes ?? [])];
    const all = outcomes.reduce((sum, [, times]) => sum + times, 0);
    const errors = counts?.outcomes.get('with-errors') ?? 0;
    const well = (counts?.outcomes.get('answered') ?? 0) + errors;
    return [
      `<code>${escaped(name)}</code>`,
      breaker[one.breaker],
      n(one.inFlight),
      n(one.waiting),
      n(well),
      n(errors),
      n(counts?.misformed ?? 0),
      n(all - well),
      quantile(counts?.durations, 0.5, ms),
      quantile(counts?.durations, 0.99, ms),
    ];
  });
  const head = [
    agency,
    stateWord,
    underWay,
    waiting,
    answered,
    withErrors,
    misformed,
    failed,
    words.half,
    words.slowest,
  ];
  return section(heading, wide(heading, table(heading, head, rows, words, 2)));
}

function rooms(recent: Recent, { words, ms }: Say): string {
  const { steps } = recent.lastMinute();
  const rows = STEPS.map((step) => [
    words.rooms.steps[step],
    quantile(steps[step], 0.5, ms),
    quantile(steps[step], 0.99, ms),
  ]);
  const { heading } = words.rooms;
  return section(heading, table(heading, [words.rooms.step, words.half, words.slowest], rows, words));
}

function rules({ metrics }: Running, { words, n }: Say): string {
  const { heading, rule, permitted, refused } = words.rules;
  const rows = [...metrics.rules]
    .toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([id, counts]) => [
      `<code>${escaped(id)}</code>`,
      n(counts.permitted),
      n([...counts.refused.values()].reduce((sum, times) => sum + times, 0)),
    ]);
  return section(heading, table(heading, [rule, permitted, refused], rows, words));
}

function caches({ caches: all }: Running, { words, n, share }: Say): string {
  const { heading, cache, asked, found, names } = words.caches;
  const rows = Object.entries(all).map(([name, { hits, misses }]) => [
    escaped(names[name] ?? name),
    n(hits + misses),
    hits + misses === 0 ? '–' : share(hits / (hits + misses)),
  ]);
  return section(heading, table(heading, [cache, asked, found], rows, words));
}

function audit({ audit: read }: Running, { words, n }: Say): string {
  const { broken, diskLow, records, published } = read();
  const { heading, state: stateWord, writes, low, broken: cannot } = words.audit;
  return section(
    heading,
    list([
      [stateWord, broken ? cannot : diskLow ? low : writes],
      [words.audit.records, n(records)],
      [words.audit.published, n(published)],
    ]),
  );
}

function thisProcess({ words, n, time }: Say): string {
  const { heading, started, memory, refresh } = words.process;
  const facts = list([
    [started, time(performance.timeOrigin)],
    [memory, `${n(Math.round(process.memoryUsage.rss() / 2 ** 20))} MiB`],
  ]);
  return section(heading, `${facts}<p><a href="">${refresh}</a></p>`);
}

const section = (heading: string, inside: string): string => `<section><h2>${heading}</h2>${inside}</section>`;

const list = (facts: readonly (readonly [string, string])[]): string =>
  `<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('')}</dl>`;

/** What scrolls within itself where it does not fit, by keyboard too. */
const wide = (label: string, inside: string): string =>
  `<div class="wide" role="region" aria-label="${label}" tabindex="0">${inside}</div>`;

/** `texts` columns come first; the rest are numbers. Cells are HTML. */
function table(
  label: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { none }: StatusWords,
  texts = 1,
): string {
  if (rows.length === 0) return `<p>${none}</p>`;
  const kind = (column: number): string => (column < texts ? '' : ' class="n"');
  const top = head.map((cell, column) => `<th scope="col"${kind(column)}>${cell}</th>`).join('');
  const body = rows.map(([first, ...rest]) => {
    const cells = rest.map((cell, column) => `<td${kind(column + 1)}>${cell}</td>`).join('');
    return `<tr><th scope="row">${first}</th>${cells}</tr>`;
  });
  return `<table aria-label="${label}"><thead><tr>${top}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

const quantile = (durations: Durations | undefined, share: number, ms: Say['ms']): string =>
  ms(durations?.quantile(share) ?? null);

const millisecondsIn =
  (number: Intl.NumberFormat) =>
  (milliseconds: number | null): string =>
    milliseconds === null ? '–' : milliseconds === Infinity ? '> 5 s' : `${number.format(milliseconds)} ms`;

function timeIn(language: Language): (milliseconds: number) => string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' });
  return (milliseconds) =>
    `<time datetime="${new Date(milliseconds).toISOString()}">${format.format(milliseconds)}</time>`;
}
