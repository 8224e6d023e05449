import { hash } from 'node:crypto';
import { canonicalJson, leafHash } from '@agency-graph/ledger';
import { readRecord, type LogRecord } from '@agency-graph/ledger/records';
import type { Leaf, LogSource } from '@agency-graph/gateway/inquiry';

/** What a synthetic log is made of: the same options always give the same leaves. */
export interface SyntheticLogOptions {
  readonly origin?: string;
  readonly seed: string;
  /** Leaves, definitions among them. */
  readonly size: number;
  readonly accounts: number;
  readonly subjects: number;
  /** How often the last operation and the last field sets are defined anew, as after restarts; never if not said. */
  readonly definedAnew?: number;
  /** Further operations of the last one's name; none if not said. */
  readonly namesakes?: number;
  /** First instant, and how many days the log is long. */
  readonly from: string;
  readonly days: number;
}

/** A log whose leaves are computed when they are read, so that it may be of any size. Of the closed schema, skewed. */
export interface SyntheticLog extends LogSource {
  /** Token of a subject in the month of an instant. */
  subject(number: number, at: string): string;
  account(number: number): string;
  /** Months of the log, `YYYY-MM`. */
  readonly months: readonly string[];
  /** The first leaf that is no definition. */
  readonly firstRequest: number;
  /** Lets the log grow, as a writer does. */
  grow(size: number): void;
}

const TYPES = [
  { agency: 'members', source: 'members', type: 'Member', fields: ['fullName', 'phone', 'status', 'nationalId'] },
  { agency: 'tasks', source: 'tasks', type: 'Task', fields: ['title', 'dueOn', 'status'] },
  { agency: 'documents', source: 'documents', type: 'Document', fields: ['symbol', 'abstract'] },
] as const;
const AGREEMENTS = [null, 'AGR-01/1', 'AGR-02/3'] as const;
const PURPOSES = ['MEMBER_ADMIN', 'TASK_MONITORING', 'INSPECTION', 'STATISTICS'] as const;
const OPERATION_NAMES = 40;
const ORGANISATIONS = 300;
const ISSUER = 'https://issuer.agency-graph.example';
/** What becomes of fields: one time in nine they are withheld. */
const FATES = [{ effect: 'allow' }, { effect: 'deny', reason: 'ROW' }] as const;
/** Leaves of a small log are computed once. */
const MOST_KEPT = 10_000;

/** One in so many requests is of the busiest account, and one in so many of the most watched subject. */
const BUSIEST_ACCOUNT = 5;
const MOST_WATCHED = 17;

/** Accounts whose context holds the token itself, as it did before tokens were defined by themselves. */
const isOfBefore = (account: number): boolean => account % BROUGHT !== 0;
const organisationOf = (account: number): string => `G${String(account % ORGANISATIONS).padStart(3, '0')}`;
/** One account in so many brings a token that is defined by itself. */
const BROUGHT = 3;

export function syntheticLog(options: SyntheticLogOptions): SyntheticLog {
  const { seed, accounts, subjects, days, definedAnew = 0, namesakes = 0, origin = 'synthetic' } = options;
  const operations = OPERATION_NAMES + namesakes + definedAnew;
  let size = options.size;
  const start = Date.parse(options.from);
  const distinct = TYPES.flatMap((type) => AGREEMENTS.map((agreement) => ({ ...type, agreement })));
  const defined = [...distinct, ...Array.from({ length: definedAnew }, () => distinct.at(-1)!)];
  const fieldsets = defined.flatMap((one) => FATES.map((fate) => ({ ...one, fate })));
  const tokens = accounts + operations + fieldsets.length;
  const definitions = tokens + Math.ceil(accounts / BROUGHT);
  const step = (days * 86_400_000) / options.size;

  const digest = (what: string): string => hash('sha256', `${seed}\0${what}`, 'base64url');
  const token = (what: string): string => `${digest(what).slice(0, 21)}A`;
  const atOf = (index: number): string => `${new Date(start + index * step).toISOString().slice(0, -1)}000Z`;
  const subject = (number: number, at: string): string => token(`subject ${number} ${at.slice(0, 7)}`);
  const account = (number: number): string => token(`account ${number}`);

  const common = (index: number) => ({ v: 1, at: atOf(index), nonce: token(`nonce ${index}`) }) as const;

  function define(index: number): LogRecord {
    if (index >= tokens) {
      const context = (index - tokens) * BROUGHT;
      return { ...common(index), type: 'define', token: { id: `t-${context}`, context } };
    }
    if (index < accounts) {
      return {
        ...common(index),
        type: 'define',
        context: {
          issuer: ISSUER,
          ...(isOfBefore(index) ? { token: `t-${index}` } : {}),
          level: ['pwd'],
          account: account(index),
          application: index % 50 === 0,
          endUser: index % 50 === 0 ? token(`end user ${index % 7}`) : null,
          organisation: organisationOf(index),
          functions: ['ORG_WORK'],
          clearance: 'UNCLASSIFIED',
          zone: 'PARTY_WAN',
          purpose: PURPOSES[index % PURPOSES.length]!,
          case: null,
          emergency: index === 1 ? { incident: 'INC-1', approver: account(0), until: '2026-01-01T00:00:00Z' } : null,
          policy: 'p1',
          supergraph: 's1',
        },
      };
    }
    const operation = index - accounts;
    if (operation < operations) {
      const name = `Op${Math.min(operation, OPERATION_NAMES - 1)}`;
      const text = Math.min(operation, OPERATION_NAMES + namesakes - 1);
      return {
        ...common(index),
        type: 'define',
        operation: {
          hash: digest(`operation ${text}`),
          kind: 'query',
          name,
          arguments: [{ argument: 'Query.member.id', of: 'Member' }],
          text: `query ${name} { __typename }`,
        },
      };
    }
    const { agency, source, type, fields, agreement, fate } = fieldsets[operation - operations]!;
    return {
      ...common(index),
      type: 'define',
      fieldset: { agency, type, ...fate, grants: [{ source, rule: 'R6', agreement, fields: [...fields] }] },
    };
  }

  // Members in the order of their names, so that they need not be sorted: most of a log are these.
  function request(index: number): LogRecord {
    const first = index - (index % 2);
    const random = hash('sha256', `${seed}\0request ${first}`, 'buffer');
    const [r0, r1, r2] = [random.readUInt32BE(0), random.readUInt32BE(4), random.readUInt32BE(8)];
    const who = r0 % BUSIEST_ACCOUNT === 0 ? 0 : r0 % accounts;
    const context = isOfBefore(who) ? who : tokens + who / BROUGHT;
    const operation = accounts + (r1 % operations);
    const { at, nonce, v } = common(index);
    const trace = random.toString('hex', 0, 16);
    const txn = token(`txn ${first}`);
    const set = (r2 % (fieldsets.length / FATES.length)) * FATES.length + (r1 % 9 === 0 ? 1 : 0);
    const { agency, type } = fieldsets[set]!;
    if (index % 2 === 0) return { agencies: [agency], at, context, nonce, operation, trace, txn, type: 'intent', v };
    if (r1 % 80 === 0) {
      const known = { account: account(who), issuer: ISSUER, organisation: organisationOf(who), token: null };
      return { at, code: 'ACCOUNT_NOT_IN_FORCE', known, nonce, trace, type: 'denied', v };
    }
    if (r1 % 40 === 0) return { at, code: 'PURPOSE_REFUSED', context, nonce, trace, type: 'denied', v };
    if (r1 % 41 === 0) return { agency: 'members', at, kind: 'row_mismatch', n: 1, nonce, type: 'alarm', v };
    const rows = 1 + (random[12]! % 3);
    const watched = r2 % MOST_WATCHED === 0;
    const records = Array.from({ length: rows }, (_, row) => {
      const number = watched && row === 0 ? 0 : random.readUInt32BE(16 + row * 4) % subjects;
      return type === 'Member' ? subject(number, at) : `${type[0]}-${number}`;
    });
    const access = [{ fieldset: accounts + operations + set, n: rows, records: [...new Set(records)] }];
    const sought = r1 % 13 === 0 ? { identifiers: [{ argument: 0, tokens: [token(`sought ${r1 % 100}`)] }] } : {};
    return { access, at, context, ...sought, nonce, operation, trace, txn, type: 'outcome', v };
  }

  const kept = new Map<number, Leaf>();
  const leafAt = (index: number): Leaf => {
    const known = kept.get(index);
    if (known !== undefined) return known;
    const bytes = Buffer.from(
      index < definitions ? canonicalJson(define(index) as never) : JSON.stringify(request(index)),
    );
    const made = { index, bytes, leaf: leafHash(bytes) };
    if (kept.size < MOST_KEPT) kept.set(index, made);
    return made;
  };
  const samples = [
    0,
    accounts,
    tokens - 1,
    tokens,
    definitions - 1,
    ...Array.from({ length: 100 }, (_, at) => definitions + at),
  ];
  for (const index of samples) {
    const read = readRecord(leafAt(index).bytes);
    if (read.kind === 'misfit') throw new Error(`a synthetic record does not fit the schema: ${read.says}`);
  }

  return {
    origin,
    subject,
    account,
    months: [
      ...new Set(
        Array.from({ length: days }, (_, day) => new Date(start + day * 86_400_000).toISOString().slice(0, 7)),
      ),
    ],
    firstRequest: definitions,
    grow: (to) => void (size = to),
    size: () => size,
    published: () => size,
    leaf: (index) => (index >= 0 && index < size ? leafAt(index) : null),
    *leaves(from) {
      for (let index = from, end = size; index < end; index += 1) yield leafAt(index);
    },
  };
}
