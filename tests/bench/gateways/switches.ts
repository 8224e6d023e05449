/** What protects, each of which a benchmark can switch off to see its price. The product has no such switches. */
export interface Switches {
  /** Verifying the token. */
  readonly token: boolean;
  /** Directory and agreements, labels, deciding each field; needs a token. */
  readonly access: boolean;
  /** Instead of labels, the standard directives alone: every type asks for a token. */
  readonly directives?: boolean;
  /** Asking for hidden row fields and judging every row by them. */
  readonly rows: boolean;
  /** Signed contexts and proofs to agencies. */
  readonly wire: boolean;
  /** Intent and outcome, each synced to the disk. */
  readonly audit: boolean;
}

export const ALL_ON: Switches = { token: true, access: true, rows: true, wire: true, audit: true };
export const ALL_OFF: Switches = { token: false, access: false, rows: false, wire: false, audit: false };

/** The Guild's gateway as it comes; or with no answer shared among requests that ask an agency the same. */
export interface Peer {
  readonly kind: 'hive';
  readonly shares: boolean;
}

/** What one gateway process is. */
export type Kind = OwnKind | Peer;

/** What runs in a process of the benchmark's own. */
export type OwnKind =
  | { readonly kind: 'ours'; readonly switches: Switches }
  | { readonly kind: 'stock' }
  /** The requests of our own plan, parsed and stringified, and nothing else. */
  | { readonly kind: 'plan limit' };

/** What a gateway process is told. */
export interface GatewayOrder {
  readonly what: OwnKind;
  /** Port of the subgraphs. */
  readonly subgraphs: number;
  /** What will be asked: only the plan limit needs to know. */
  readonly query: string;
  /** Where keys and the audit log are. */
  readonly directory: string;
}
