import { SubgraphFailure } from '@agency-graph/gateway/steps';
import { beforeAll, describe, expect, test } from 'vitest';
import { goodsGraph, type GoodsGraph } from '../../support/goods-graph.js';

let graphs: Record<'compiled' | 'apollo', GoodsGraph>;
beforeAll(async () => {
  graphs = { compiled: await goodsGraph(), apollo: await goodsGraph('apollo') };
});

/** What each agency got, and what the record says that it was sent beside what became of what was asked for. */
async function sent(query: string, executor: 'compiled' | 'apollo' = 'compiled', failing?: Record<string, Error>) {
  const { got, data, told } = await graphs[executor].ask(query, failing && { failing });
  const isSent = (line: string): boolean => line.startsWith('mask ');
  return { got, data, told: told.filter(isSent), others: told.filter((line) => !isSent(line)) };
}

const isOfPosts = (one: unknown): boolean => 'price' in (one as object);

describe('what an agency was sent of another’s fields, to compute its own from, is recorded', () => {
  const OF_ALL = 'of 3 Good g1 Good g2 Good g3';

  test('of each row that it was sent, also of one that the caller is not shown: whose it is, who gave it and who got it', async () => {
    const { got, data, told, others } = await sent('{ goods { fee } }');
    expect(got.get('posts')!.filter(isOfPosts)).toHaveLength(3);
    expect(data).toEqual({ goods: [{ fee: 2 }, { fee: 1 }] });
    expect(told).toEqual([`mask SENT:posts VPTW shops R6 Good: price weights ${OF_ALL}`]);
    expect(others).toEqual([
      'allow BTCTW posts R6 Good: fee of 2 Good g1 Good g2',
      'allow VPTW shops R6 Query: goods of 1',
      'deny ROW BTCTW posts R6 Good: fee of 1 Good g3',
    ]);
  });

  test('beside what the caller is shown of it themselves', async () => {
    const { told, others } = await sent('{ goods { price fee } }');
    expect(told).toEqual([`mask SENT:posts VPTW shops R6 Good: price weights ${OF_ALL}`]);
    expect(others).toContain('allow VPTW shops R6 Good: price of 2 Good g1 Good g2');
  });

  test('on what each agency gives of what it was sent, and not on what another does of the same', async () => {
    const { told } = await sent('{ goods { fee tax premium } }');
    expect(told).toEqual([
      `mask SENT:insurers VPTW shops R17 Good: price ${OF_ALL}`,
      `mask SENT:posts VPTW shops R6 Good: price weights ${OF_ALL}`,
      `mask SENT:taxes BTCTW posts R6 Good: fee ${OF_ALL}`,
    ]);
  });

  test('in objects too, and where what is required was computed itself', async () => {
    const { told } = await sent('{ goods { way tax } }');
    expect(told).toEqual([
      `mask SENT:posts VPTW shops R6 Good: maker price weights ${OF_ALL}`,
      'mask SENT:posts VPTW shops R6 Maker: town of 3',
      `mask SENT:taxes BTCTW posts R6 Good: fee ${OF_ALL}`,
    ]);
  });

  test('in objects of several types, in lists of lists, each of its own', async () => {
    const { told } = await sent('{ goods { hue } }');
    expect(told.map((line) => line.replace(/( Good g\d)+$/, ''))).toEqual([
      'mask SENT:posts VPTW shops R6 Bell: tone of 3',
      'mask SENT:posts VPTW shops R6 Good: parts of 3',
      'mask SENT:posts VPTW shops R6 Wheel: colour of 3',
    ]);
  });

  test.each([
    ['which is asked for by nobody else', '{ goods { pay } }'],
    ['whatever the caller calls by its names', '{ goods { pay lead { id: name } } }'],
    ['below an object that the caller calls otherwise', '{ goods { pay lead: maker { id: town } } }'],
    ['also where an object is sent with it', '{ goods { pay way } }'],
  ])('of each row within another, %s', async (_, query) => {
    const { got, told } = await sent(query);
    expect(got.get('posts')!.flatMap((one) => (one as { readonly lead?: unknown }).lead ?? [])).toEqual(
      [0, 1, 2].map((years) => ({ years })),
    );
    expect(told).toContain('mask SENT:posts VPTW shops R6 Member: years of 3 Member p1 Member p2 Member p3');
  });

  test('also where the agency failed that was sent it, and not where it was left alone', async () => {
    const query = '{ goods { name fee } }';
    const told = async (kind: 'timeout' | 'left-alone') =>
      (await sent(query, 'compiled', { posts: new SubgraphFailure(kind, 'no answer') })).told;
    expect(await told('timeout')).toEqual([`mask SENT:posts VPTW shops R6 Good: price weights ${OF_ALL}`]);
    expect(await told('left-alone')).toEqual([]);
  });

  test('and nothing of keys, by which an agency is only told of what it is asked', async () => {
    const { got, told } = await sent('{ goods { name stamp } }');
    expect(got.get('posts')).toHaveLength(3);
    expect(told).toEqual([]);
  });

  test('by the stock executor as well', async () => {
    const { told } = await sent('{ goods { way tax } }', 'apollo');
    expect(told).toEqual([
      'mask SENT:posts VPTW shops R6 Good: maker price weights of 3',
      'mask SENT:posts VPTW shops R6 Maker: town of 3',
      `mask SENT:taxes BTCTW posts R6 Good: fee ${OF_ALL}`,
    ]);
  });
});
