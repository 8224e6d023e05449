import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { servePlain, type ServedSubgraphs } from '../support/plain-subgraphs.js';
import { workplace, type PlainGateway, type Workplace } from './plain-gateway.js';

const SOON = { timeout: 30_000, interval: 50 };

let place: Workplace;
let subgraphs: ServedSubgraphs;
let gateway: PlainGateway;
beforeAll(async () => {
  subgraphs = await servePlain({
    one: {
      sdl: 'type Query { open: String @policy(policies: [["open"]]) staff: String @policy(policies: [["staff"]]) }',
      resolvers: { Query: { open: () => 'open', staff: () => 'staff' } },
    },
  });
  place = workplace();
  mkdirSync(join(place.directory, 'cedar'));
  write('open.cedar', OPEN);
  write('staff.cedar', FORBIDDEN);
  const graph = place.write('graph.graphql', subgraphs.supergraphSdl);
  gateway = await place.start('--supergraph', graph, '--cedar', join(place.directory, 'cedar'));
});
afterAll(async () => {
  place?.close();
  await subgraphs?.close();
});

const OPEN = 'permit (principal, action == Action::"open", resource);\n// end\n';
const PERMIT = 'permit (principal, action == Action::"staff", resource);\n';
const STAFF = `${PERMIT}// end\n`;
const FORBIDDEN = `${PERMIT}forbid (principal, action == Action::"staff", resource);\n// end\n`;

const file = (name: string): string => join(place.directory, 'cedar', name);
/** Writes as an editor does: beside, and then in its place. */
function write(name: string, text: string): void {
  writeFileSync(`${file(name)}.new`, text);
  renameSync(`${file(name)}.new`, file(name));
}
/** A plain graph has no policy but Cedar's. */
const SERVING = {
  policy: expect.stringMatching(/^none\.[\w-]{12}$/) as string,
  supergraph: expect.any(String) as string,
  since: expect.stringMatching(/^\d{4}-/) as string,
};
const ready = async (): Promise<unknown> => (await fetch(`${gateway.url}/readyz`)).json();
const given = async (): Promise<unknown> => (await gateway.post('{ open staff }')).body.data;

test('what the files say is decided by, without a restart', async () => {
  expect(await given()).toEqual({ open: 'open', staff: null });
  write('staff.cedar', STAFF);
  await expect.poll(given, SOON).toEqual({ open: 'open', staff: 'staff' });
  write('staff.cedar', FORBIDDEN);
  await expect.poll(given, SOON).toEqual({ open: 'open', staff: null });
});

test.each<[string, () => void, RegExp]>([
  ['cut off', () => write('staff.cedar', FORBIDDEN.slice(0, -20)), /staff\.cedar:2:\d+: /],
  ['cut off between two policies', () => write('staff.cedar', PERMIT), /staff\.cedar:2:1: .*is it half written/],
  ['cut off at its beginning', () => write('staff.cedar', ''), /staff\.cedar:1:1: this holds no policy/],
  ['gone, with what it forbade', () => rmSync(file('staff.cedar')), /staff\.cedar is gone: restart/],
])('a file that is %s allows nothing more, and log and readiness say so until it is whole', async (_, spoil, says) => {
  write('staff.cedar', FORBIDDEN);
  await expect.poll(ready, SOON).toEqual({ status: 'ready' });
  spoil();
  await expect.poll(ready, SOON).toEqual({ status: 'ready', degraded: ['cedar'], serving: SERVING });
  expect(await given()).toEqual({ open: 'open', staff: null });
  await expect.poll(() => gateway.said(), SOON).toMatch(says);
  write('staff.cedar', FORBIDDEN);
  await expect.poll(ready, SOON).toEqual({ status: 'ready' });
  expect(await given()).toEqual({ open: 'open', staff: null });
});

test('what an editor leaves beside files is no policy, and holds up none', async () => {
  symlinkSync('somebody@somewhere.1:2', file('.#staff.cedar'));
  for (const name of ['.staff.cedar.swp', 'staff.cedar~', '#staff.cedar#', '.staff.cedar'])
    writeFileSync(file(name), 'permit (');
  write('staff.cedar', STAFF);
  await expect.poll(given, SOON).toEqual({ open: 'open', staff: 'staff' });
  expect(await ready()).toEqual({ status: 'ready' });
});
