import { InvalidArgumentError, type Command } from 'commander';
import type { Asker } from '../ask-gateway.js';
import { askerOptions } from '../asker-options.js';
import { wrongUsage } from '../exit.js';

/** What one may ask by, and what is said about it: the commands, and what `export` takes. */
export const KINDS = {
  subject: 'who accessed, or asked for, the record of one person, e.g. M-000123',
  sought: 'who looked for a value, found or not, e.g. Member.nationalId=068190000001',
  account: 'what one account did',
  person: 'what applications did for one person',
  case: 'what was done for one case',
  record: 'who accessed, or asked for, one record, e.g. Task=T-0100; of a person it is the same as "subject"',
  organisation: 'what accounts of an organisation did',
  agency: 'accesses to an agency’s data',
  agreement: 'accesses under an agreement: its id, or id/version',
  purpose: 'accesses for a purpose',
  field: 'accesses to a field, e.g. Member.phone',
  operation: 'one operation: its name, or hash',
  denials: 'what was asked for and not given',
  alarms: 'what a person should look at: mismatches, emergencies, four eyes',
  everything: 'all records',
} as const;
export type Kind = keyof typeof KINDS;

/** Kinds that are asked without a value. */
export const BARE: ReadonlySet<Kind> = new Set<Kind>(['denials', 'alarms', 'everything']);

export interface PeriodOptions extends Asker {
  readonly from?: string;
  readonly to?: string;
}

export interface QuestionOptions extends PeriodOptions {
  readonly type?: string;
}

const DEFAULT_TYPE = 'Member';

const LONGEST = 512;

/** The variables of a question. Throws when the value is missing, superfluous or not of the kind's form. */
export function askOf(
  kind: Kind,
  value: string | undefined,
  { type }: QuestionOptions,
): Readonly<Record<string, unknown>> {
  if (BARE.has(kind)) {
    if (value !== undefined) throw wrongUsage(`"${kind}" is asked without a value.`);
    return { [kind]: true };
  }
  if (value === undefined || value === '') throw wrongUsage(`Say of what, after "${kind}": it finds ${KINDS[kind]}.`);
  if (value.length > LONGEST) throw wrongUsage(`The value is longer than ${LONGEST} characters.`);
  if (kind === 'subject') return { subject: { type: type ?? DEFAULT_TYPE, id: value } };
  const at = value.indexOf('=');
  const [left, right] = [value.slice(0, at), value.slice(at + 1)];
  if (kind === 'sought' || kind === 'record') {
    if (at < 1 || right === '') throw wrongUsage(`Say ${kind === 'sought' ? 'Type.field=value' : 'Type=id'}.`);
    return kind === 'sought' ? { sought: { field: left, value: right } } : { record: { type: left, id: right } };
  }
  return { [kind]: value };
}

/** Said where nothing was found of an id of which nobody said whose it is; empty where its type was given. */
export const typeNotGiven = (kind: Kind, { type }: QuestionOptions): string =>
  kind === 'subject' && type === undefined
    ? `Looked for as a ${DEFAULT_TYPE}: "--type <type>" names another type of record.`
    : '';

const caseOf = (text: string): string => {
  if (!/^[\w./-]{1,64}$/.test(text))
    throw new InvalidArgumentError('A case reference is 1 to 64 letters, digits and . / - _.');
  return text;
};

/** The options of what is asked for a case. */
export const caseOptions = (command: Command): Command =>
  askerOptions(command).option(
    '--case <reference>',
    'the case that it is asked for; needed to ask about a person, or to open what is sealed',
    caseOf,
  );

/** The options of what is asked of a time. */
export const periodOptions = (command: Command): Command =>
  caseOptions(command)
    .option('--from <time>', 'from this day (of Vietnam), 2026-03-01, or instant on')
    .option('--to <time>', 'to the end of this day, or to this instant');

/** The options of every question. */
export const questionOptions = (command: Command): Command =>
  periodOptions(command).option('--type <type>', `type of the person’s record (default: "${DEFAULT_TYPE}")`);
