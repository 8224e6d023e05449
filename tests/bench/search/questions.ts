import type { Line, Period, Question } from '@agency-graph/gateway/inquiry';
import { createHash } from 'node:crypto';
import type { SyntheticLog } from '../../inquiry/support/synthetic-log.js';

/** A question of one kind, another one each time. */
export interface Named {
  readonly name: string;
  readonly question: (turn: number) => Question;
}

export const EVERY_TIME: Period = { from: '2020-01-01T00:00:00.000000Z', to: '2030-01-01T00:00:00.000000Z' };

const AGENCIES = ['members', 'tasks', 'documents'] as const;
const PURPOSES = ['MEMBER_ADMIN', 'TASK_MONITORING', 'INSPECTION', 'STATISTICS'] as const;
const FIELDS = ['Member.phone', 'Task.dueOn', 'Document.symbol'] as const;

const pick = <T>(from: readonly T[], turn: number): T => from[turn % from.length]!;

/** Every question, of what is frequent, of what is rare, and of what is not there. */
export function questionsOf(log: SyntheticLog): readonly Named[] {
  const subject = (number: number): Question => ({
    kind: 'subject',
    tokens: new Set(log.months.map((month) => log.subject(number, month))),
    plain: { type: 'Member', id: `M-${number}` },
  });
  return [
    { name: 'the most accessed subject', question: () => subject(0) },
    { name: 'a subject', question: (turn) => subject(1 + turn * 7) },
    { name: 'a subject that is not there', question: (turn) => subject(-1 - turn) },
    { name: 'the busiest account', question: () => ({ kind: 'account', tokens: new Set([log.account(0)]) }) },
    { name: 'an account', question: (turn) => ({ kind: 'account', tokens: new Set([log.account(3 + turn)]) }) },
    {
      name: 'a record',
      question: (turn) => ({ kind: 'record', tokens: new Set(), plain: { type: 'Task', id: `T-${turn * 11}` } }),
    },
    {
      name: 'an organisation',
      question: (turn) => ({ kind: 'organisation', id: `G${String(turn).padStart(3, '0')}` }),
    },
    { name: 'an agency', question: (turn) => ({ kind: 'agency', agency: pick(AGENCIES, turn) }) },
    {
      name: 'an agreement',
      question: (turn) => ({ kind: 'agreement', agreement: pick(['AGR-01', 'AGR-02/3'], turn) }),
    },
    { name: 'a purpose', question: (turn) => ({ kind: 'purpose', purpose: pick(PURPOSES, turn) }) },
    { name: 'a field', question: (turn) => ({ kind: 'field', coordinate: pick(FIELDS, turn) }) },
    { name: 'an operation', question: (turn) => ({ kind: 'operation', operation: `Op${turn % 40}` }) },
    { name: 'denials', question: () => ({ kind: 'denials' }) },
    { name: 'alarms', question: () => ({ kind: 'alarms' }) },
  ];
}

/** The query-th random question, with a period and an auditor: of everything, or of a line. The same for one seed. */
export function randomAsked(
  log: SyntheticLog,
  seed: string,
  query: number,
): { readonly question: Question; readonly period: Period; readonly line: Line } {
  const random = createHash('sha256').update(`${seed}\0${query}`).digest();
  const [kind, turn] = [random.readUInt32BE(0), random.readUInt16BE(4)];
  const all = questionsOf(log);
  const dayOf = (at: number): string =>
    `${new Date(Date.parse('2025-10-20') + (at % 120) * 86_400_000).toISOString().slice(0, -1)}000Z`;
  const days = [dayOf(random.readUInt16BE(6)), dayOf(random.readUInt16BE(8))].toSorted();
  const organisations = Array.from({ length: 300 }, (_, at) => `G${String(at).padStart(3, '0')}`);
  return {
    question: pick(all, kind).question(turn % 220),
    period: random[10]! % 3 === 0 ? EVERY_TIME : { from: days[0]!, to: days[1]! },
    line: random[11]! % 2 === 0 ? null : new Set(organisations.filter((_, at) => at % 7 === random[12]! % 7)),
  };
}
