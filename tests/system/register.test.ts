import { withClient } from '@agency-graph/postgres';
import { expect, test, vi } from 'vitest';
import { expectAccountRefused } from './support/expectations.js';
import { ownSystem } from './support/own-system.js';
import type { System } from './support/system.js';

/** A commune, and the one that it is merged into. */
const MERGED = 'G12.C003';
const HEIR = 'G12.C001';
const OFFICER_OF_THE_HEIR = 'A-000021';
const ACCOUNT_OF_THE_MERGED = 'A-000023';
/** How soon a change of the register must be felt everywhere. Milliseconds. */
const SOON = 5_000;

/** Of its own: what is merged stays merged, and other tests count on the world as it was made. */
let system: System;
ownSystem((own) => {
  system = own;
});

const rowsOf = async (part: 'members' | 'tasks' | 'documents' | 'gateway' | 'organisations', sql: string) =>
  withClient(system.database(part), async (client) => (await client.query<Record<string, unknown>>(sql)).rows);

const within = (id: string): number =>
  [...system.world.members()].filter(({ cellId }) => cellId.startsWith(`${id}.`)).length;

const MEMBERS = `{ organisation(id: "${HEIR}") { members(first: 100) { nodes { id cell { id path } } } } }`;
const membersSeen = async (): Promise<readonly { readonly id: string; readonly cell: { readonly path: string } }[]> =>
  (await system.ask(OFFICER_OF_THE_HEIR, MEMBERS)).data?.organisation.members.nodes ?? [];

const AFTER = `{
  merged: organisation(id: "${MERGED}") { status dissolvedOn successors { id } path adminUnit { type replacedBy { code } } }
  cell: organisation(id: "${MERGED}.K01.B01") { status path parent { id path } }
}`;

test('two communes are merged: every agency and the gateway know it within five seconds', async () => {
  // Before: the officer of one commune sees the members of that commune, and the other has an account in force.
  expect(await membersSeen()).toHaveLength(within(HEIR));
  const asked = '{ organisation(id: "G12") { name } }';
  expect((await system.ask(ACCOUNT_OF_THE_MERGED, asked)).status).toBe(200);

  await withClient(system.database('organisations'), (client) =>
    client.query('select merge_organisations($1, $2, $3)', [[MERGED], HEIR, '2026-03-15']),
  );
  const until = performance.now() + SOON;
  const soon = <T>(holds: () => T | Promise<T>): Promise<T> =>
    vi.waitFor(holds, { timeout: Math.max(1, until - performance.now()), interval: 50 });

  // The register itself, through the gateway.
  const newPath = `TW.G12.C001.G12-C003-K01`;
  await soon(async () => {
    expect((await system.ask('P2', AFTER)).data).toEqual({
      merged: {
        status: 'MERGED',
        dissolvedOn: '2026-03-15',
        successors: [{ id: HEIR }],
        path: 'TW.G12.C003',
        adminUnit: { type: 'COMMUNE_FORMER', replacedBy: [{ code: 'G12C001' }] },
      },
      cell: { status: 'ACTIVE', path: `${newPath}.B01`, parent: { id: `${MERGED}.K01`, path: newPath } },
    });
  });

  // The account of the merged commune is in force no more.
  await soon(async () => expectAccountRefused(await system.ask(ACCOUNT_OF_THE_MERGED, asked)));

  // The heir's officer now sees the members of both, under the new path and nowhere else.
  await soon(async () => expect(await membersSeen()).toHaveLength(within(HEIR) + within(MERGED)));
  const moved = (await membersSeen()).filter(({ cell }) => cell.path.startsWith(newPath));
  expect(moved).toHaveLength(within(MERGED));

  // Every copy of the register.
  const known = await rowsOf('organisations', 'select id, path, status, version from org_register order by id');
  for (const part of ['members', 'tasks', 'documents', 'gateway'] as const) {
    await soon(async () =>
      expect(await rowsOf(part, 'select id, path, status, version from org_register order by id')).toEqual(known),
    );
  }

  // And every row that is judged by a path.
  const astray = {
    members: `select m.id from member m join org_register r on r.id = m.cell_id where m.cell_path <> r.path`,
    tasks: `select t.id from task t join org_register r on r.id = t.lead_org_id where t.lead_path <> r.path`,
    documents: `select d.id from document d join org_register r on r.id = d.issuer_id where d.issuer_path <> r.path`,
  };
  for (const [part, sql] of Object.entries(astray)) {
    await soon(async () => expect(await rowsOf(part as keyof typeof astray, sql)).toEqual([]));
  }

  // Who does not see the province saw none of it, before and after.
  expect((await system.ask('P4', MEMBERS)).data).toEqual({ organisation: { members: { nodes: [] } } });
});
