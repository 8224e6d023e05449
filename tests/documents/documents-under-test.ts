import {
  createLoaders,
  onRegisterChange,
  subgraph,
  type DocumentsDatabase,
  type Loaders,
} from '@agency-graph/documents';
import type { DocumentRecord } from '@agency-graph/world';
import { startSubgraph, type SubgraphUnderTest } from '../support/subgraph-harness.js';

export type DocumentsUnderTest = SubgraphUnderTest<DocumentsDatabase>;

export const startDocuments = (): Promise<DocumentsUnderTest> =>
  startSubgraph<DocumentsDatabase, Loaders>({
    subgraph,
    loaders: createLoaders,
    register: { onChange: onRegisterChange },
  });

/** The documents that this agency serves, in the order in which it gives them: newest first, then by id. */
export const servedDocuments = ({ world }: DocumentsUnderTest): DocumentRecord[] =>
  [...world.documents()].filter(({ secrecy }) => secrecy !== 'TOP_SECRET').toSorted(newestFirst);

const newestFirst = (a: DocumentRecord, b: DocumentRecord): number =>
  a.issuedOn === b.issuedOn ? compare(a.id, b.id) : compare(b.issuedOn, a.issuedOn);

/** By code point, as collation "C". */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The row fields of a document as the gateway would judge them. */
export const rowOf = ({ world }: DocumentsUnderTest, document: DocumentRecord) => {
  const pathOf = (id: string): string | undefined => world.organisation(id)?.path;
  return {
    rowSecrecy: document.secrecy,
    rowSecrecyUntil: document.secrecyUntil,
    rowCompartments: document.compartments,
    rowIssuerPath: pathOf(document.issuerId),
    rowRecipientPaths: document.recipientIds.map(pathOf),
    circulation: document.circulation,
  };
};
