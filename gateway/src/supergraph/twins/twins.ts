import type { ArgumentNode } from 'graphql';

/**
 * A twin is a field of the planner's copy of a supergraph that stands for another one where the planner asks for it on
 * its own account: in an entity's key, or for a field that requires it. Under its own name nothing that a client asks
 * for can be taken for it, nor one of its arguments for another.
 */
export interface Twins {
  /** What a twin stands for, by its name. */
  readonly originals: ReadonlyMap<string, Original>;
  /** By `requiringField`, the paths of the twins that a field requires. */
  readonly required: ReadonlyMap<string, readonly TwinPath[]>;
}

export interface Original {
  readonly name: string;
  readonly arguments: readonly ArgumentNode[];
}

/** Names from an entity down to a twin. */
export interface TwinPath {
  /** With the twins' names, joined by a dot. */
  readonly text: string;
  /** With the names that they stand for: what two twins must not differ in within one representation. */
  readonly original: string;
}

/** Of which fields a supergraph is given twins. */
export type Twinned =
  /** Of those that are required with arguments: the planner tells fields apart by name alone. */
  | 'arguments'
  /** Of all that entities are asked by, for operations that use one of their names for something else. */
  | 'all';
