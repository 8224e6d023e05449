import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runGateway, untilReady, type GatewayProcess } from './support/gateway-process.js';
import { expectedAnswer, type Sight } from './support/expected-answer.js';
import { recordingProxy, type RecordingProxy } from './support/recording-proxy.js';
import { askAt, startSystem, type Reply, type System } from './support/system.js';

const AGENCIES = ['organisations', 'members', 'tasks', 'documents'] as const;
type Agency = (typeof AGENCIES)[number];

let system: System;
let proxies: Readonly<Record<Agency, RecordingProxy>>;
let gateway: GatewayProcess;

beforeAll(async () => {
  system = await startSystem({ size: 'tiny' });
  const made = await Promise.all(AGENCIES.map((name) => recordingProxy(system.ports[name])));
  proxies = Object.fromEntries(AGENCIES.map((name, at) => [name, made[at]])) as Record<Agency, RecordingProxy>;
  const env = Object.fromEntries(
    AGENCIES.map((name) => [`${name.toUpperCase()}_URL`, `http://127.0.0.1:${proxies[name].port}/graphql`]),
  );
  gateway = await runGateway(system, { env });
  await untilReady(gateway);
});
afterAll(async () => {
  await gateway?.stop();
  await Promise.all(Object.values(proxies ?? {}).map((proxy) => proxy.close()));
});

/** What one query took: requests to each agency, and SQL statements there, as the agencies tell the gateway. */
type Cost = Readonly<Record<Agency, { readonly requests: number; readonly statements: readonly number[] }>>;

const take = (): Cost =>
  Object.fromEntries(
    AGENCIES.map((name) => {
      const exchanges = proxies[name].take();
      const statements = exchanges.map(({ answer }) => {
        const { extensions } = JSON.parse(answer.toString()) as { extensions?: { statements?: number } };
        return extensions?.statements ?? Number.NaN;
      });
      return [name, { requests: exchanges.length, statements: statements.toSorted((a, b) => a - b) }];
    }),
  ) as unknown as Cost;

const measured = async (persona: string, query: string, first: number): Promise<{ reply: Reply; cost: Cost }> => {
  take();
  const reply = await askAt(gateway.url, system.as(persona), query, { first });
  expect(reply.errors).toEqual([]);
  return { reply, cost: take() };
};

interface Case {
  readonly persona: string;
  readonly query: string;
  readonly sight: Sight;
  readonly sizes: readonly number[];
  readonly rows: (data: Reply['data']) => readonly unknown[];
}

/** The caller's page at several sizes: right to the last value, and at one price. */
const holds = async ({ persona, query, sight, sizes, rows }: Case): Promise<Cost> => {
  const costs: Cost[] = [];
  for (const first of sizes) {
    const { reply, cost } = await measured(persona, query, first);
    expect(reply.data).toEqual(expectedAnswer(system.world, query, sight, { first }));
    expect(rows(reply.data).length).toBe(first);
    costs.push(cost);
  }
  for (const cost of costs) expect(cost).toEqual(costs[0]);
  for (const name of AGENCIES) {
    expect(costs[0]![name].requests, `${name} is asked`).toBeGreaterThan(0);
    expect(Math.max(...costs[0]![name].statements), `statements of ${name}`).toBeLessThanOrEqual(8);
  }
  return costs[0]!;
};

interface Row {
  readonly secrecy: string;
  readonly compartments?: readonly string[];
}
const isUnclassified = ({ secrecy }: Row): boolean => secrecy === 'UNCLASSIFIED';

describe('One query over four agencies', () => {
  test('costs what it costs whatever the size of its page: tasks with agencies, documents and people', async () => {
    const query = `query Tasks($first: Int!) {
      tasks(first: $first) {
        nodes {
          id code title timeliness progressPct obstacles evaluation
          leadOrg { name level path parent { name } adminUnit { name type } }
          coOrgs { name shortName }
          basis { symbol abstract issuer { name } }
          responsible { id discipline { form decidedBy { name } } }
          updates(first: 2) { at note byOrg { name } }
        }
        pageInfo { hasNextPage }
      }
    }`;
    // P7 inspects: every task but those whose need to know it does not share, and discipline of every member.
    const seen = (task: Row & { leadOrgId: string; coOrgIds: readonly string[] }): boolean =>
      isUnclassified(task) || [task.leadOrgId, ...task.coOrgIds].includes('UBKTTW');
    const sizes = [5, 20, 50];
    const rows: Case['rows'] = ({ tasks }) => tasks.nodes;
    const cost = await holds({ persona: 'P7', query, sight: { rows: { Task: seen } }, sizes, rows });
    expect(cost.tasks.requests).toBe(1);
  });

  test('and from the members’ side: cells, home towns, tasks and their documents', async () => {
    const query = `query Members($first: Int!) {
      organisation(id: "G07") {
        name
        members(first: $first) {
          nodes {
            id fullName status nationalId
            cell { name path parent { name } }
            hometown { name type parent { name } }
            responsibleFor { id title leadOrg { name } basis { symbol } }
          }
          pageInfo { hasNextPage }
        }
      }
    }`;
    const rows: Case['rows'] = ({ organisation }) => organisation.members.nodes;
    const sight: Sight = { rows: { Task: isUnclassified } };
    // The smallest page leads to every agency: it goes as far as the first member who answers for a task.
    const all = rows(expectedAnswer(system.world, query, sight, { first: 100 })) as { responsibleFor: unknown[] }[];
    const smallest = 1 + all.findIndex(({ responsibleFor }) => responsibleFor.length > 0);
    expect(smallest).toBeGreaterThan(0);
    await holds({ persona: 'P2', query, sight, sizes: [smallest, smallest + 25, 100], rows });
  });

  test('is asked for once per agency and level: the answer is the same by either gateway', async () => {
    const query = '{ tasks(first: 50) { nodes { id leadOrg { id name } basis { id symbol } } } }';
    const [mine, theirs] = [await askAt(gateway.url, system.as('P1'), query), await system.ask('P1', query)];
    expect(mine.data).toEqual(theirs.data);
  });
});
