import { canonicalJson } from '../canonical.js';
import { sha256 } from '../merkle.js';
import {
  accessOf,
  createDictionary,
  recordMisfit,
  type AccessRow,
  type Dictionary,
  type Identifier,
  type LogRecord,
} from '../records/index.js';
import { printable, utc } from '../verify/printable.js';
import type { SubjectTokens } from '../verify/tokens.js';
import type { Trust } from '../verify/trust.js';
import { FAILURES, type Verdict, type Verified, type VerifiedLeaf, type Witnessed } from '../verify/verdict.js';
import { fragment, list, page, type Html } from './html.js';
import { WORDS, type ReportLanguage, type Words } from './words.js';

type Shown = Extract<VerifiedLeaf, { kind: 'record' }>;

/** By whom and what an outcome was asked for: definitions' indexes. */
type Request = Pick<LogRecord<'outcome'>, 'context' | 'operation'>;

/**
 * One printable page of what was verified, and of nothing else: a failed verification shows no record. With `about`,
 * only access to that subject is put in words. Everything from records is text of a stranger and is escaped.
 */
export function reportOf(
  { verdict, leaves, question }: Verified,
  trust: Trust,
  language: ReportLanguage,
  about?: SubjectTokens,
): string {
  const words = WORDS[language];
  const { origin, reason, at, notChecked } = verdict;
  const body: Html[] = [
    fragment`<h1>${words.title}</h1>`,
    fragment`<p class="verdict"><strong>${verdict.verdict}</strong> ${words.verdicts[verdict.verdict]}</p>`,
  ];
  if (reason !== undefined) {
    const place = at === undefined ? '' : ` (${printable(at)})`;
    body.push(fragment`<h2>${words.because}</h2>`, fragment`<p lang="en">${reason}: ${FAILURES[reason]}${place}</p>`);
  } else {
    body.push(
      fragment`<p>${words.log} <bdi>${printable(origin ?? '')}</bdi></p>`,
      ...questionOf(question, words),
      ...periodOf({ verdict, leaves }, words),
      fragment`<h2>${words.accesses}</h2>`,
      accessesOf({ verdict, leaves }, words, about),
      fragment`<h2>${words.redacted}</h2>`,
      redactedOf({ verdict, leaves }, words),
      fragment`<h2>${words.proven}</h2>`,
      list(provenBy(verdict, words)),
    );
  }
  body.push(
    fragment`<h2>${words.notProven}</h2>`,
    list([...notChecked.map((code) => words.unchecked[code]), ...words.notProvenList]),
    fragment`<h2>${words.keys}</h2>`,
    fragment`<p>${words.keysNote}</p>`,
    keysOf(trust, words),
  );
  return page(language, words.title, body);
}

/** Of the log nothing is proven unless somebody's signature on its states was checked. */
function provenBy({ notChecked, complete }: Verdict, words: Words): readonly string[] {
  if (notChecked.includes('SIGNATURES')) return words.unsignedList;
  if (complete === undefined) return words.provenList;
  const { records, months, from, to } = complete;
  return [...words.provenList, words.complete(records.length, months.join(', '), from, to)];
}

function questionOf(question: Verified['question'], words: Words): Html[] {
  const entries = Object.entries(question);
  if (entries.length === 0) return [fragment`<h2>${words.question}</h2>`, fragment`<p>${words.noQuestion}</p>`];
  const rows = entries.map(([name, value]) => {
    const text = typeof value === 'string' ? value : canonicalJson(value);
    return fragment`<dt><bdi>${printable(name)}</bdi></dt><dd><bdi>${printable(text)}</bdi></dd>`;
  });
  return [
    fragment`<h2>${words.question}</h2>`,
    fragment`<dl>${rows}</dl>`,
    fragment`<p class="note">${words.questionNote}</p>`,
  ];
}

function periodOf({ verdict, leaves }: Pick<Verified, 'verdict' | 'leaves'>, words: Words): Html[] {
  const { witnessed } = verdict;
  const times = leaves.flatMap((leaf) => {
    const at = leaf.kind === 'record' ? leaf.record['at'] : undefined;
    return typeof at === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) ? [at] : [];
  });
  const sorted = times.toSorted();
  return [
    fragment`<h2>${words.period}</h2>`,
    fragment`<p>${witnessed === undefined ? words.notWitnessed : witnessedWhen(witnessed, words)}</p>`,
    ...(sorted.length === 0 ? [] : [fragment`<p>${words.clock(sorted[0]!, sorted.at(-1)!)}</p>`]),
  ];
}

const witnessedWhen = ({ after, before, by }: Witnessed, words: Words): string =>
  words.between(after === undefined ? null : utc(after), utc(before), by.map(printable).join(', '));

/** One sentence for each access, in the order of the log. */
function accessesOf(
  { verdict, leaves }: Pick<Verified, 'verdict' | 'leaves'>,
  words: Words,
  about: SubjectTokens | undefined,
): Html {
  const shown = leaves.filter((leaf): leaf is Shown => leaf.kind === 'record');
  const dictionary = createDictionary();
  const requestOf = new Map<number, Request>();
  /** Outcomes of requests that named the subject in an argument: in the outcome itself, or in a part of it. */
  const naming = new Set<number>();
  for (const { index, record } of shown) {
    if (recordMisfit(record) !== null) continue;
    const known = record as unknown as LogRecord;
    dictionary.learn(index, known);
    if (known.type === 'outcome') requestOf.set(index, known);
    if (identifiersOf(known, about).length > 0 && known.type !== 'write')
      naming.add(known.type === 'outcome_part' ? known.outcome : index);
  }
  const isProven = !verdict.notChecked.includes('SIGNATURES');
  const items = shown.flatMap((leaf) => sentencesOf(leaf, dictionary, { requestOf, naming, isProven }, words, about));
  if (items.length === 0) return fragment`<p>${words.noAccess}</p>`;
  return fragment`<ol>${items}</ol>`;
}

function sentencesOf(
  { index, record, disclosed }: Shown,
  dictionary: Dictionary,
  {
    requestOf,
    naming,
    isProven,
  }: {
    readonly requestOf: ReadonlyMap<number, Request>;
    readonly naming: ReadonlySet<number>;
    readonly isProven: boolean;
  },
  words: Words,
  about: SubjectTokens | undefined,
): Html[] {
  const place = fragment` <span class="leaf">(${words.leaf} ${index})</span>`;
  const opened = [...disclosed].map(([path, value]) => {
    // Each in a direction of its own: else what is written from right to left changes its place with the other.
    const said = fragment`<bdi>${printable(path)}</bdi> = <bdi>${printable(canonicalJson(value))}</bdi>`;
    return fragment`<br><span class="disclosed">${words.disclosed(isProven)} ${said}</span>`;
  });
  const item = (text: string, ...more: readonly Html[]): Html =>
    fragment`<li><bdi>${printable(text)}</bdi>${place}${more}${opened}</li>`;
  // Persons' own words stand on a line of their own, where they cannot be read as the page's.
  const ground = (text: string | undefined): Html[] => (text === undefined ? [] : [line(words.ground, [text])]);
  const named = (records: readonly string[]): Html[] =>
    records.length === 0 ? [] : [line(words.records(records.length), records)];
  if (recordMisfit(record) !== null) return [item(words.unknown(index))];
  const known = record as unknown as LogRecord;
  if (known.type === 'define') return [];
  const whoIn = (at: number | undefined) => {
    const context = at === undefined ? null : dictionary.context(at);
    const { account = null, organisation = null, endUser = null, purpose = null } = context ?? {};
    return { context, who: { at: known.at, account, organisation, endUser, purpose } };
  };
  const askedBy = (at: Request | undefined): Html[] =>
    identifiersOf(known, about).map(({ argument, tokens }) => {
      const operation = at === undefined ? null : dictionary.operation(at.operation);
      const by = operation?.arguments[argument]?.argument ?? null;
      return item(words.named({ ...whoIn(at?.context).who, by, whom: about === undefined ? tokens : null }));
    });
  if (known.type === 'write') {
    const changed = words.changed({ ...known, ...whoIn(known.context).who });
    return [...askedBy(known), item(changed, ...named(known.records))];
  }
  if (known.type === 'shred') return [item(words.shredded(known), ...ground(known.ground))];
  if (known.type === 'legal_hold') return [item(words.held(known), ...ground(known.ground))];
  if (known.type === 'four_eyes') return [item(words.step(known), ...ground(known.because))];
  if (known.type === 'denied' || known.type === 'auth_fail') {
    const { at, code, n: count } = known;
    const inContext = known.type === 'denied' && known.context !== undefined ? whoIn(known.context).who : null;
    const { account = null, organisation = null } = known.known ?? {};
    const named = account === null ? null : { at, account, organisation, endUser: null, purpose: null };
    return [item(words.turnedAway({ at, code, count, who: inContext ?? named }))];
  }
  if (known.type !== 'outcome' && known.type !== 'outcome_part') return [item(words.other(known.at, known.type))];
  const request = known.type === 'outcome' ? known : requestOf.get(known.outcome);
  const { context, who } = whoIn(request?.context);
  const isAbout = (token: string | null): boolean => token !== null && about?.tokens.includes(token) === true;
  const isOfAsker = context !== null && [context.account, context.endUser, context.case].some(isAbout);
  const isNamed = naming.has(known.type === 'outcome' ? index : known.outcome);
  // What tells of nobody may be about the subject that was asked for.
  const isTold = ({ records }: AccessRow): boolean => records.some(isAbout) || (isNamed && records.length === 0);
  const rows = about === undefined || isOfAsker ? known.access : known.access.filter(isTold);
  const accesses = rows.flatMap((row) => {
    const read = accessOf([row], dictionary);
    // A row whose field set is not among the evidence, or says nothing, is still there.
    if (read.length === 0) return [item(words.unknown(index))];
    return read.map(({ fields, ...access }) =>
      item(words.access({ ...who, ...access, fields: fields.join(', ') }), ...named(access.records)),
    );
  });
  const asked = askedBy(request);
  if (about === undefined && rows.length === 0) {
    const isSplit = known.type === 'outcome' && known.parts !== undefined;
    return [...asked, item(isSplit ? words.answered(known.at) : words.other(known.at, known.type))];
  }
  return [...asked, ...accesses];
}

/** A line under a sentence. */
const line = (label: string, texts: readonly string[]): Html => {
  const shown = texts.map((text, at) => fragment`${at === 0 ? ' ' : ', '}<bdi>${printable(text)}</bdi>`);
  return fragment`<br><span class="named">${label}${shown}</span>`;
};

/** What a record's request named in arguments; `about` a subject, that alone which named it. */
function identifiersOf(known: LogRecord, about: SubjectTokens | undefined): readonly Identifier[] {
  if (known.type !== 'outcome' && known.type !== 'outcome_part' && known.type !== 'write') return [];
  const all = known.identifiers ?? [];
  if (about === undefined) return all;
  return all.filter(({ tokens }) => tokens.some((token) => about.tokens.includes(token)));
}

function redactedOf({ verdict, leaves }: Pick<Verified, 'verdict' | 'leaves'>, words: Words): Html {
  const withheld = leaves.filter(({ kind }) => kind === 'withheld').map(({ index }) => index);
  const said = [
    ...(withheld.length > 0 ? [words.withheld(withheld.length, rangesOf(withheld))] : []),
    ...(verdict.sealed > 0 ? [words.sealed(verdict.sealed)] : []),
    ...(verdict.breaks ?? []).map(({ index, found, published }) => words.brokenOff(index, found, published)),
  ];
  return said.length === 0 ? fragment`<p>${words.nothingRedacted}</p>` : list(said);
}

/** `3, 7–9`: ascending indexes, runs of them as one. */
function rangesOf(indexes: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const index of indexes) {
    const run = runs.at(-1);
    if (run?.[1] === index - 1) run[1] = index;
    else runs.push([index, index]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}

function keysOf({ keys, witnesses }: Trust, words: Words): Html {
  if (keys.length + witnesses.length === 0) return fragment`<p>${words.noKeys}</p>`;
  const rows = [...keys, ...witnesses].map(({ name, id, publicKey }) => {
    const fingerprint = sha256(publicKey).toString('hex').match(/.{8}/g)!.join(' ');
    return fragment`<dt><bdi>${printable(name)}</bdi> (${id})</dt><dd class="fingerprint">${fingerprint}</dd>`;
  });
  return fragment`<dl>${rows}</dl>`;
}
