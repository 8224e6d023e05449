import { createLoaders, subgraph, type Loaders, type OrganisationsDatabase } from '@agency-graph/organisations';
import type { OrganisationRecord } from '@agency-graph/world';
import { startSubgraph, type SubgraphUnderTest } from '../support/subgraph-harness.js';

export type OrganisationsUnderTest = SubgraphUnderTest<OrganisationsDatabase>;

export const startOrganisations = (): Promise<OrganisationsUnderTest> =>
  startSubgraph<OrganisationsDatabase, Loaders>({ subgraph, loaders: createLoaders, register: 'owner' });

/** The organisations that the register serves, in the order in which it gives them: by path. */
export const servedOrganisations = ({ world }: OrganisationsUnderTest): OrganisationRecord[] =>
  [...world.organisations()].filter(({ secrecy }) => secrecy !== 'TOP_SECRET').toSorted(byPath);

/** By code point, as collation "C". */
const byPath = (a: OrganisationRecord, b: OrganisationRecord): number => (a.path < b.path ? -1 : 1);
