import type { Context, FieldSet, OperationText } from '@agency-graph/ledger/records';
import type { Batch } from './batch.js';
import { RecentlyUsed } from '../recently-used.js';
import type { Details, Sealed } from './seal.js';

/** Definitions remembered; a forgotten one is defined again. */
const KEPT = 20_000;

/** The log's dictionary: what records repeat is said once, in a `define` record, and then by that record's index. */
export interface Definitions {
  context(
    batch: Batch,
    key: string,
    make: () => { readonly context: Context; readonly details: Details | null },
  ): number;
  /** A token that is brought in the context of this index. */
  token(batch: Batch, id: string, context: number): number;
  operation(batch: Batch, key: string, make: () => OperationText): number;
  /** `text` is its one spelling. */
  fieldset(batch: Batch, text: string, fieldset: FieldSet): number;
  /** Everything is defined anew: what was defined before may name somebody who was erased. */
  forget(): void;
  /** How often that was. */
  readonly forgotten: number;
  /** To be called when the batch is appended: its definitions count from now on. */
  commit(batch: Batch): void;
}

/** `seal` seals details for the record that is added next. */
export function createDefinitions(seal: (batch: Batch, details: Details) => Sealed['commitments']): Definitions {
  const known = new RecentlyUsed<number>(KEPT);
  let forgotten = 0;
  const staged = new WeakMap<Batch, Map<string, number>>();

  const lookUp = (batch: Batch, key: string, define: () => number): number => {
    const index = known.get(key);
    if (index !== undefined) return index;
    let own = staged.get(batch);
    if (own === undefined) staged.set(batch, (own = new Map<string, number>()));
    let defined = own.get(key);
    if (defined === undefined) own.set(key, (defined = define()));
    return defined;
  };

  return {
    context: (batch, key, make) =>
      lookUp(batch, `context\n${key}`, () => {
        const { context, details } = make();
        return batch.add('define', { context, ...(details === null ? {} : { sealed: seal(batch, details) }) });
      }),
    token: (batch, id, context) =>
      lookUp(batch, `token\n${context}\n${id}`, () => batch.add('define', { token: { id, context } })),
    operation: (batch, key, make) =>
      lookUp(batch, `operation\n${key}`, () => batch.add('define', { operation: make() })),
    fieldset: (batch, text, fieldset) => lookUp(batch, text, () => batch.add('define', { fieldset })),
    forget() {
      known.forget(() => true);
      forgotten += 1;
    },
    get forgotten() {
      return forgotten;
    },
    commit(batch) {
      for (const [key, index] of staged.get(batch) ?? []) known.set(key, index);
    },
  };
}
