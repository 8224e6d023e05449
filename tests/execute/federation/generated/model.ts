export const HOMES = ['s0', 's1', 's2'] as const;
export type Home = (typeof HOMES)[number];

export const KEYS = ['id', 'id code', 'ref { id }', 'several', 'ref { id } code'] as const;
export type Row = Readonly<Record<string, unknown>> & { readonly at: number; readonly __typename: string };
export type Given = Readonly<Record<string, unknown>>;

export interface Field {
  readonly name: string;
  readonly type: string;
  /** Its arguments, as SDL. */
  readonly takes?: string;
  /** Where it stands, with its directives there. */
  readonly at: Partial<Record<Home, string>>;
  /** Its type where that is another one. */
  readonly typeAt?: Partial<Record<Home, string>>;
  readonly value: (row: Row, given: Given) => unknown;
  /** What it requires, and how it is made of that. */
  readonly from?: { readonly names: readonly string[]; readonly make: (required: Given) => unknown };
}

/** A type that all subgraphs know, with its rows and where each of its fields is given. */
export interface Entity {
  readonly name: string;
  readonly key: (typeof KEYS)[number];
  readonly rows: readonly Row[];
  /** Which subgraph has no row 3; it cannot even be asked for there by a key that is null. */
  readonly lacks: Home | null;
  /** Which subgraph provides `text` along a root field, without giving it otherwise. */
  readonly provides: Home;
  readonly fields: readonly Field[];
}

/** Whether a subgraph has a row. */
export const isKnown = ({ lacks }: Pick<Entity, 'lacks'>, home: Home, { at }: Row): boolean =>
  lacks !== home || at !== 3;
