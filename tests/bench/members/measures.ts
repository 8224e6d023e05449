import { deepStrictEqual } from 'node:assert/strict';
import type { World } from '@agency-graph/world';
import type { Draw } from '../../support/random.js';
import { quantiles, type Quantiles } from '../statistics.js';
import type { ServedMembers } from './served-members.js';

/** Every how many answers one is compared with the generator. */
const COMPARED = 100;
const BATCH = 100;
const WARM = 100;

const BATCH_QUERY = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on Member {
  id fullName status cell { id } partyPosition rowSecrecy rowCellPath } } }`;
const LIST_QUERY = `query ($f: MemberFilter!, $n: Int, $a: String) { members(filter: $f, first: $n, after: $a) {
  nodes { id fullName status } pageInfo { hasNextPage endCursor } } }`;

interface Node {
  readonly id: string;
  readonly fullName: string;
  readonly status: string;
}

/** Fresh ids over the whole table, none twice in a batch. */
export function randomIds(world: World, random: Draw): readonly string[] {
  const ids = new Set<string>();
  while (ids.size < BATCH) ids.add(world.memberIdAt(random(world.counts.members)));
  return [...ids];
}

/** `_entities` of a hundred members as the gateway asks for them. */
export async function measureBatch(
  served: ServedMembers,
  world: World,
  random: Draw,
  count: number,
): Promise<Quantiles> {
  return repeat(count, async (at) => {
    const ids = randomIds(world, random);
    const { data, ms } = await served.ask(BATCH_QUERY, { all: ids.map((id) => ({ __typename: 'Member', id })) });
    if (at % COMPARED === 0)
      deepStrictEqual(
        data._entities,
        ids.map((id) => batchRow(world, id)),
      );
    return ms;
  });
}

function batchRow(world: World, id: string): unknown {
  const record = world.member(id);
  if (record === undefined || record.secrecy === 'TOP_SECRET') return null;
  const { fullName, status, cellId, partyPosition, secrecy } = record;
  const rowCellPath = world.organisation(cellId)?.path;
  return { id, fullName, status, cell: { id: cellId }, partyPosition, rowSecrecy: secrecy, rowCellPath };
}

/** Pages by the beginning of a name that somebody has: family, middle and the first letter of the given name. */
export const measureNames = (served: ServedMembers, world: World, random: Draw, count: number): Promise<Quantiles> =>
  repeat(count, async (at) => {
    const someone = world.member(world.memberIdAt(random(world.counts.members)));
    const [family, middle, given] = someone?.fullName.normalize('NFC').trim().split(/\s+/u) ?? [];
    const name = `${family} ${middle} ${[...(given ?? 'a')][0]}`;
    const { data, ms } = await served.ask(LIST_QUERY, { f: { name }, n: 20 });
    const nodes = data.members.nodes as readonly Node[];
    if (nodes.length === 0) throw new Error('a name that somebody has finds somebody');
    if (at % COMPARED === 0) compareNodes(world, nodes);
    return ms;
  });

/** Pages of one status in one commune. */
export const measureCommunes = (
  served: ServedMembers,
  world: World,
  random: Draw,
  communes: readonly string[],
  count: number,
): Promise<Quantiles> =>
  repeat(count, async (at) => {
    const under = communes[random(communes.length)];
    const { data, ms } = await served.ask(LIST_QUERY, { f: { under, status: 'OFFICIAL' }, n: 20 });
    if (at % COMPARED === 0) compareNodes(world, data.members.nodes);
    return ms;
  });

/** The first and the last page of one commune, in turn. */
export async function measureEnds(served: ServedMembers, under: string, count: number) {
  const variables: { f: object; n: number; a: string | null } = { f: { under }, n: 20, a: null };
  let last: string | null = null;
  let members = 0;
  for (let more = true; more;) {
    const { data } = await served.ask(LIST_QUERY, variables);
    members += data.members.nodes.length;
    more = data.members.pageInfo.hasNextPage;
    if (more) last = variables.a = data.members.pageInfo.endCursor;
  }
  const ask = (a: string | null) => async () => (await served.ask(LIST_QUERY, { ...variables, a })).ms;
  return { members, first: await repeat(count, ask(null)), last: await repeat(count, ask(last)) };
}

/** Counts and quality of provinces, which are kept, not counted. */
export const measureStatistics = (
  served: ServedMembers,
  random: Draw,
  provinces: readonly string[],
  count: number,
): Promise<Quantiles> =>
  repeat(count, async () => {
    const query = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on Organisation {
      memberStats(by: AGE_BAND) { key count } dataQuality { dimension passed applicable } } } }`;
    const all = [{ __typename: 'Organisation', id: provinces[random(provinces.length)] }];
    return (await served.ask(query, { all })).ms;
  });

function compareNodes(world: World, nodes: readonly Node[]): void {
  for (const { id, fullName, status } of nodes) {
    const record = world.member(id);
    deepStrictEqual({ fullName, status }, { fullName: record?.fullName, status: record?.status });
  }
}

/** One after the other; the first few are not counted. */
async function repeat(count: number, once: (at: number) => Promise<number>): Promise<Quantiles> {
  for (let at = 1; at <= WARM; at += 1) await once(at);
  const sample: number[] = [];
  for (let at = 0; at < count; at += 1) sample.push(await once(at));
  return quantiles(sample);
}
