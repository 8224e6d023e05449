import {
  SENT_TO,
  type AccessRow,
  type Context,
  type Definition,
  type FieldSet,
  type LogRecord,
  type OperationText,
} from './schema.js';

/** What `define` records said, by their index: read them in the log's order, then ask. */
export interface Dictionary {
  /** Takes a record into account if it is a definition. */
  learn(index: number, record: LogRecord): void;
  /** Who asked, with the token that they brought where it was defined by itself. */
  context(index: number): Context | null;
  operation(index: number): OperationText | null;
  fieldset(index: number): FieldSet | null;
}

export function createDictionary(): Dictionary {
  const known = new Map<number, Definition>();
  return {
    learn(index, record) {
      if (record.type === 'define') known.set(index, record);
    },
    context: (index) => contextOf(known.get(index), (at) => known.get(at)),
    operation: (index) => known.get(index)?.operation ?? null,
    fieldset: (index) => known.get(index)?.fieldset ?? null,
  };
}

/** The context that a definition is, or that its token was brought in; null where either is not known. */
export function contextOf(
  definition: Definition | null | undefined,
  at: (index: number) => Definition | null | undefined,
): Context | null {
  const { context, token } = definition ?? {};
  if (token === undefined) return context ?? null;
  const brought = at(token.context)?.context;
  return brought === undefined ? null : { ...brought, token: token.id };
}

/** One line of access as an auditor reads it: records × fields that one rule gave or refused. */
export interface Access {
  readonly agency: string;
  readonly source: string;
  readonly type: string;
  readonly fields: readonly string[];
  readonly rule: string;
  /** `<id>/<version>` of the agreement that it stands on. */
  readonly agreement: string | null;
  readonly effect: FieldSet['effect'];
  readonly reason: string | null;
  readonly records: readonly string[];
  readonly n: number;
}

/** The agency that was sent what was shown to nobody as it is; null of any other line. */
export const sentTo = ({
  effect,
  reason,
}: {
  readonly effect: string;
  readonly reason: string | null;
}): string | null => (effect === 'mask' && reason?.startsWith(SENT_TO) === true ? reason.slice(SENT_TO.length) : null);

/** Access rows with their field sets looked up; a row whose definition is not known is left out. */
export function accessOf(rows: readonly AccessRow[], dictionary: Pick<Dictionary, 'fieldset'>): Access[] {
  return rows.flatMap(({ fieldset, n, records }) => {
    const set = dictionary.fieldset(fieldset);
    if (set === null) return [];
    const { agency, type, effect, reason = null } = set;
    return set.grants.map((grant) => ({ agency, type, ...grant, effect, reason, records, n }));
  });
}
