import {
  count,
  digest,
  flag,
  index,
  integer,
  list,
  name,
  nullable,
  object,
  oneOf,
  opaqueId,
  optional,
  sealed,
  text,
  time,
  token,
  trace,
  transaction,
  type Described,
  type Members,
} from './field.js';

/** Version of this schema. */
export const RECORD_VERSION = 1;
/** Most bytes of one record; a longer one is split in parts, never cut. */
export const RECORD_BYTES = 60_000;

/** What became of fields and rows that were asked for. */
export const EFFECTS = ['allow', 'deny', 'mask', 'not_found', 'error'] as const;

/**
 * Before an agency's name, the reason of fields with effect `mask` that were shown to nobody as they are: that agency was
 * sent them, to compute its own from.
 */
export const SENT_TO = 'SENT:';

/** One line of `access[]`: records of one field set, which says what became of them. */
const accessRow = object('access row', {
  fieldset: index,
  /** Objects shown or refused, whether or not each is named. */
  n: count,
  records: list(opaqueId),
});

/** What an argument named, under blind tokens, whether or not anything matched; `argument` counts in `operation.arguments`. */
const identifier = object('identifier', { argument: count, tokens: list(token) });

/** As much of a caller as was known when it was refused. */
const known = object('known caller', {
  issuer: text(256),
  token: nullable(text(128)),
  account: nullable(token),
  organisation: nullable(opaqueId),
});

/** Details that were sealed for a record and were opened, by their paths: never what they say. */
const opened = object('opened details', { origin: text(256), index: count, paths: list(name) });

const alarm = object('alarm', { about: name, kind: name, n: count });

/** Who asked for what, and who approved it: never the same account. */
const fourEyes = { requestedBy: token, approvedBy: token };

/**
 * Every type of record and its members, besides those of all (`COMMON`). This table is the schema: the types, the
 * validator and the page of records are made of it.
 */
export const RECORDS = {
  intent: { txn: transaction, trace, context: index, operation: index, agencies: list(name) },
  outcome: {
    txn: transaction,
    trace,
    context: index,
    operation: index,
    access: list(accessRow),
    /** With which it was turned away, where it was; older ones do not say it. */
    code: optional(name),
    alarms: optional(list(alarm)),
    identifiers: optional(list(identifier)),
    parts: optional(count),
    sealed: optional(sealed),
  },
  outcome_part: {
    /** Index of the outcome that it is a part of. */
    outcome: index,
    agency: name,
    access: list(accessRow),
    identifiers: optional(list(identifier)),
  },
  denied: {
    code: name,
    trace: optional(trace),
    txn: optional(transaction),
    context: optional(index),
    known: optional(known),
    reason: optional(name),
    rule: optional(name),
    tally: optional(token),
    n: optional(nullable(count)),
  },
  auth_fail: {
    code: name,
    trace: optional(trace),
    known: optional(known),
    tally: optional(token),
    n: optional(nullable(count)),
  },
  delivery: { trace, outcome: index, bytes: count, sent: count },
  write: {
    txn: transaction,
    trace,
    context: index,
    operation: index,
    agency: name,
    source: name,
    field: name,
    effect: oneOf('done', 'refused', 'failed', 'unknown'),
    /** Of the records, where there are any; older ones do not say it. */
    of: optional(name),
    records: list(opaqueId),
    /** Whom its arguments named, where no outcome says that. */
    identifiers: optional(list(identifier)),
  },
  policy_change: { from: nullable(name), to: name },
  schema_change: { from: nullable(name), to: name },
  agreement_change: { agreement: opaqueId, version: count, change: oneOf('in_force', 'suspended', 'ended', 'changed') },
  audit_config_change: { setting: name, from: nullable(text(256)), to: text(256) },
  audit_read: {
    context: index,
    question: digest,
    kind: name,
    subject: optional(token),
    results: count,
    opened: optional(list(opened)),
  },
  audit_export: { context: index, question: digest, records: count, bundle: digest, opened: optional(list(opened)) },
  four_eyes: {
    action: name,
    step: oneOf('requested', 'approved', 'refused', 'ended'),
    /** The account that took this step. */
    by: token,
    about: optional(opaqueId),
    incident: optional(opaqueId),
    of: optional(name),
    n: optional(count),
    minutes: optional(count),
    because: optional(text(512)),
    /** The record of which the sealed details are to be opened, by its log. */
    opens: optional(object('record of a log', { origin: text(256), index: count })),
  },
  shred: { ...fourEyes, ground: text(512), keys: count, refused: count },
  legal_hold: { ...fourEyes, hold: opaqueId, change: oneOf('set', 'lifted'), ground: text(512), keys: count },
  key_rotation: { key: oneOf('checkpoint', 'subjects'), epoch: count, from: nullable(text(256)), to: text(256) },
  clock_step: { microseconds: integer },
  heartbeat: { size: count },
  node_start: { origin: text(256), version: text(64), runtime: text(64), size: count },
  node_stop: { size: count },
  log_break: { ...fourEyes, published: count, found: count, ground: text(512) },
  alarm: { kind: name, about: optional(name), agency: optional(name), n: count, trace: optional(trace) },
  define: {
    /** Of a context: case and client address. */
    sealed: optional(sealed),
    context: optional(
      object('context', {
        issuer: text(256),
        /** The token's own id, in older logs alone: now a token is a definition of its own. */
        token: optional(text(128)),
        /** Authentication level: how the person logged in, as the token says (`amr`). */
        level: list(name),
        account: token,
        application: flag,
        endUser: nullable(token),
        organisation: opaqueId,
        functions: list(name),
        clearance: name,
        zone: name,
        purpose: nullable(name),
        /** The case reference, under its blind token. */
        case: nullable(token),
        emergency: nullable(object('emergency', { incident: opaqueId, approver: token, until: text(64) })),
        policy: name,
        supergraph: name,
      }),
    ),
    /** One token: whoever brings it, how, and for what is the same for all that one caller brings. */
    token: optional(
      object('brought token', {
        /** The token's own id. */
        id: text(128),
        /** Index of the context. */
        context: index,
      }),
    ),
    operation: optional(
      object('operation', {
        /** SHA-256 of `text`. */
        hash: digest,
        kind: oneOf('query', 'mutation'),
        name: nullable(name),
        /** Those that say whom or what is asked for. */
        arguments: list(object('argument', { argument: name, of: name })),
        /** Without the values that stood in it. */
        text: text(20_000),
      }),
    ),
    fieldset: optional(
      object('field set', {
        agency: name,
        type: name,
        effect: oneOf(...EFFECTS),
        reason: optional(name),
        /** What the fields came from, and what they stand on. */
        grants: list(object('grant', { source: name, rule: name, agreement: nullable(name), fields: list(name) })),
      }),
    ),
  },
} as const satisfies { readonly [type: string]: Members };

/** What each type of record says, for the page of records. */
export const RECORD_SAYS: Readonly<Record<keyof typeof RECORDS, string>> = {
  intent: 'An agency is about to be asked. Durable before it is.',
  outcome:
    'A request was answered. Durable before the first byte of the answer leaves. Or it was turned away as a whole after agencies had answered: what they gave is then refused, with the `code` of that for its reason. What has the effect `mask` and the reason `SENT:<agency>` was sent to that agency, which computes its own from it, and was shown to nobody as it is.',
  outcome_part:
    'Access rows of one agency, where an outcome is over several agencies or longer than a record may be. Parts stand just before their outcome, in their order, and it says how many they are.',
  denied: 'A request was turned away as a whole; of one that agencies had answered its outcome says so.',
  auth_fail:
    'A request of nobody known. With `tally` it stands for many: opened with `n` null before the first of them is answered, closed with their exact number.',
  delivery: 'The client went away before all of an answer was flushed: of its `bytes` at least `sent` were.',
  write:
    'What a mutation did to an agency’s rows. Those of each type, `of`, stand in records of their own; older ones do not say it. Of a request without an outcome `identifiers` are whom the mutation named.',
  policy_change: 'Another policy is in force.',
  schema_change: 'Another supergraph is in force.',
  agreement_change: 'A sharing agreement began, changed or ended.',
  audit_config_change: 'How the log itself is kept was changed.',
  audit_read: 'Somebody searched or read the log.',
  audit_export: 'Evidence left the house.',
  four_eyes: 'One step of what two persons must agree on.',
  shred: 'Keys of subjects were destroyed: their tokens can no longer be made from their ids.',
  legal_hold: 'Keys of subjects must be kept, or need no longer be.',
  key_rotation: 'A key of the log was replaced.',
  clock_step: 'The wall clock was set, by so many microseconds. The order of records is not affected.',
  heartbeat: 'Every 10 s: this node lives, and its log is so long.',
  node_start: 'The gateway began; its log had so many records.',
  node_stop: 'The gateway ended as it should.',
  log_break:
    'The write-ahead log had `found` records where `published` were published. Those between were taken from what was published; what was sealed for them is lost.',
  alarm: 'Something that must not happen did.',
  define:
    'A dictionary: other records say its index. Exactly one of `context`, `token`, `operation` and `fieldset` is there. A `context` elsewhere is the index of either of the first two.',
};

/** Members of every record. */
export const COMMON = { v: count, type: name, at: time, nonce: token } as const satisfies Members;

export type RecordType = keyof typeof RECORDS;
/** A record's own members, without those of all. */
export type RecordBody<T extends RecordType> = Described<(typeof RECORDS)[T]>;
export type LogRecord<T extends RecordType = RecordType> = {
  [K in T]: { readonly type: K; readonly v: 1; readonly at: string; readonly nonce: string } & RecordBody<K>;
}[T];

export type AccessRow = RecordBody<'outcome'>['access'][number];
export type Definition = RecordBody<'define'>;
export type Context = NonNullable<Definition['context']>;
export type OperationText = NonNullable<Definition['operation']>;
export type FieldSet = NonNullable<Definition['fieldset']>;
export type Identifier = NonNullable<RecordBody<'outcome'>['identifiers']>[number];
