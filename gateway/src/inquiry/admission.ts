import type { SubjectName } from '../subject-name.js';
import {
  isAskedByTokens,
  keyedByOwn,
  mayBeToken,
  periodOf,
  personAskedAbout,
  questionOf,
  type TokensOf,
} from './ask.js';
import type { AskedLog, Sitting, Wanted } from './desk-parts.js';
import type { Erased } from './erased.js';
import { monthsOfLog } from './months.js';
import { EVER, type Period, type Question } from './question.js';
import type { Ask, RecordRef } from './schema/ask.js';
import type { MonthToken } from './schema/tokens.js';
import type { Answered } from './search.js';
import { UNKNOWN, unknownIn } from './served-names.js';

/** A question that may be asked, in the log's terms. */
export interface Admitted {
  readonly question: Question;
  readonly period: Period;
  /** What is to be said of what it is asked by. */
  readonly said: { readonly unknown: string | null; readonly erased: string | null };
  /** Whom it is about, where it is about a person. */
  readonly person: SubjectName | null;
  /**
   * The blind tokens of the person, account or case that it is about, by month; null where it is about none. Of months
   * that ended before an erasure there are none: what stood in them stood under others.
   */
  readonly tokens: readonly MonthToken[] | null;
}

/**
 * Puts a question in the log's terms, once its auditor may ask it. Of a page that follows another it may be known already
 * that it is about nobody. Throws a `Refusal`.
 */
export type Admission = (wanted: Wanted, isNobodys?: boolean) => Promise<Admitted>;

/** Makes the blind tokens of the months of a time, each with its month. */
type MonthTokensOf = (of: string, id: string) => readonly MonthToken[];

const NO_TOKENS: MonthTokensOf = () => [];
const withoutMonths =
  (tokens: MonthTokensOf): TokensOf =>
  (of, id) =>
    new Set(tokens(of, id).map(({ token }) => token));
const hasEndedBefore = (month: string, erasure: Erased | null): boolean =>
  erasure !== null && month < erasure.at.toISOString().slice(0, 7);

/** Pages that are looked through for whether a record is a person's: what is asked for by everybody has very many. */
const MOST_LOOKS = 10;

/** The admission of the questions of one request. */
export function createAdmission({ parts, auditor: { caller, line }, waits, reads }: Sitting): Admission {
  /** An account out of line is told to be none, as one that nobody has. */
  const unknownAccount = async ({ account }: Ask): Promise<string | null> => {
    if (account == null) return null;
    const organisation = await parts.organisationOf(account);
    return organisation !== null && (line === null || line.has(organisation)) ? null : UNKNOWN.account;
  };

  const erasureTold = async (subject: SubjectName | null, { writer }: AskedLog): Promise<Erased | null> => {
    // INVARIANT: an auditor of one line is answered for whoever is out of it as for nobody, and an erasure is of no line.
    if (subject === null || line !== null) return null;
    return parts.erasureOf(subject, writer.log.origin);
  };

  const tokensIn = async ({ inquiry, writer }: AskedLog, period: Period): Promise<MonthTokensOf> => {
    const months = await monthsOfLog(inquiry.until(waits), period, parts.wallClock());
    return (of, id) =>
      months.flatMap((month) => {
        const token = writer.known({ of, id }, month);
        return token === null ? [] : [{ month, token }];
      });
  };

  /**
   * The person that a record is of: by the labels of now, or as the log has it, whose labels were others. Only a type that
   * is known to be of things may merely have been asked for by its id; any other name may be one that persons are sought by.
   * Of a page that follows one the log is not looked through again: what was found to be nobody's stays so below it.
   */
  const personOf = async (
    { type, id }: RecordRef,
    asked: AskedLog,
    isNobodys: boolean,
  ): Promise<SubjectName | null> => {
    const person = { of: type, id };
    const stands = parts.standsForPersons(type);
    if (stands === true || mayBeToken({ type, id })) return person;
    // INVARIANT: to an auditor of one line nothing tells whether the log knows of somebody, not even what needs a case.
    if (stands === null && line !== null) return person;
    if (isNobodys) return null;
    const tokens = withoutMonths(await tokensIn(asked, EVER))(type, id);
    if (tokens.size === 0) return null;
    return stands === null || (await mayBeFound({ kind: 'person', tokens }, EVER, asked)) ? person : null;
  };

  /** Whether anything that this auditor may see answers a question, or may, for it would take long to look through all. */
  const mayBeFound = async (question: Question, period: Period, { inquiry }: AskedLog): Promise<boolean> => {
    let after: number | null = null;
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      const page: Answered = await inquiry.until(waits).find({ question, period, after, first: 1, line });
      if (page.entries.length > 0) return true;
      if (page.next === null) return false;
      after = page.next;
    }
    return true;
  };

  return async ({ ask, from: start, to, log }, isNobodys = false) => {
    const period = periodOf(start, to);
    const asked = parts.logs[log];
    const tokens = isAskedByTokens(ask) ? await tokensIn(asked, period) : NO_TOKENS;
    const question = questionOf(ask, withoutMonths(tokens));
    const unknown = unknownIn(ask, parts.names()) ?? (await unknownAccount(ask));
    const person = personAskedAbout(ask) ?? (ask.record == null ? null : await personOf(ask.record, asked, isNobodys));
    if (person !== null) {
      const isKnown = 'tokens' in question && question.tokens.size > 0;
      const mayBeSomebodys = mayBeToken({ type: person.of, id: person.id });
      // INVARIANT: to an auditor of one line nothing tells whether the log knows of somebody, not even who is counted.
      const mayBeNobody = unknown !== null && line === null && !isKnown && !mayBeSomebodys;
      // Somebody without keys may still be found by their own id.
      const isNobody = mayBeNobody && !(await mayBeFound(question, period, asked));
      await parts.approvals.admit(caller, isNobody ? null : reads.keyedHash({ of: person.of, id: person.id }));
    }
    const named = person ?? keyedByOwn(ask);
    const erasure = await erasureTold(named, asked);
    const erased =
      erasure &&
      `Erasure ${erasure.id} was carried out: what stood under tokens of this ${named?.of} before is found no longer.`;
    const told = named && tokens(named.of, named.id).filter(({ month }) => !hasEndedBefore(month, erasure));
    return { question, period, said: { unknown, erased }, person, tokens: told };
  };
}
