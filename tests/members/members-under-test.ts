import { createLoaders, onRegisterChange, subgraph, type Loaders, type MembersDatabase } from '@agency-graph/members';
import type { MemberRecord } from '@agency-graph/world';
import { startSubgraph, type SubgraphUnderTest } from '../support/subgraph-harness.js';

export type MembersUnderTest = SubgraphUnderTest<MembersDatabase>;

export const startMembers = (): Promise<MembersUnderTest> =>
  startSubgraph<MembersDatabase, Loaders>({
    subgraph,
    loaders: createLoaders,
    register: { onChange: onRegisterChange },
  });

/** By code point, as collation "C". */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A name as the list is ordered by it, written here a second time. */
export const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[đĐ]/g, 'd')
    .toLowerCase()
    .replaceAll(/[\s\u00a0]+/g, ' ')
    .trim();

/** The members that this agency serves, in the order in which it gives them: by plain name, then by id. */
export const servedMembers = ({ world }: MembersUnderTest): MemberRecord[] =>
  [...world.members()].filter(({ secrecy }) => secrecy !== 'TOP_SECRET').toSorted(byName);

const byName = (a: MemberRecord, b: MemberRecord): number =>
  compare(plain(a.fullName), plain(b.fullName)) || compare(a.id, b.id);

/** Whether a member's cell lies at or under an organisation's path. */
export const isMemberUnder = ({ world }: MembersUnderTest, member: MemberRecord, path: string): boolean => {
  const cell = world.organisation(member.cellId)?.path ?? '';
  return cell === path || cell.startsWith(`${path}.`);
};

export const idsOf = (nodes: readonly { readonly id: string }[]): string[] => nodes.map(({ id }) => id);
