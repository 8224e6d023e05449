import { all, evaluateRowCondition, NEVER, type RowCondition } from '@agency-graph/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idsOf } from '../support/all-pages.js';
import { expectStatements } from '../support/subgraph-harness.js';
import { servedOrganisations, startOrganisations, type OrganisationsUnderTest } from './organisations-under-test.js';

let register: OrganisationsUnderTest;
beforeAll(async () => {
  register = await startOrganisations();
});
afterAll(() => register?.close());

const level: RowCondition = { kind: 'level', field: 'rowSecrecy', atMost: 'UNCLASSIFIED' };
const g07: RowCondition = { kind: 'under', field: 'rowPath', paths: ['TW.G07'] };

const admitted = (condition: RowCondition): string[] =>
  idsOf(
    servedOrganisations(register).filter((body) =>
      evaluateRowCondition(condition, { rowSecrecy: body.secrecy, rowPath: body.path }, body.id),
    ),
  );

describe('a row condition', () => {
  const conditions: [string, RowCondition][] = [
    ['a level', level],
    ['own line', g07],
    ['both', all([level, g07])],
    ['some ids', { kind: 'ids', ids: ['G07', 'BTCTW'] }],
    ['no row', NEVER],
  ];
  test.each(conditions)('narrows the list: %s', async (_name, condition) => {
    const ask = register.as({ rows: { Organisation: condition } });
    const { data } = await ask('{ organisations(first: 100) { nodes { id } } }');
    expect(idsOf(data.organisations.nodes)).toEqual(admitted(condition).slice(0, 100));
  });

  test('is absent: no row, and every administrative unit', async () => {
    const { data } = await register.as({ rows: {} })(
      '{ organisations { nodes { id } } organisation(id: "G07") { id } adminUnit(code: "G07") { code } }',
    );
    expect(data).toEqual({ organisations: { nodes: [] }, organisation: null, adminUnit: { code: 'G07' } });
  });

  test('narrows parents, children and successors', async () => {
    const ask = register.as({ rows: { Organisation: { kind: 'under', field: 'rowPath', paths: ['TW.G07.C012'] } } });
    const { data, withheld } = await ask(
      '{ organisation(id: "G07.C012") { id parent { id } children { nodes { id } } } }',
    );
    const children = servedOrganisations(register).filter(({ parentId }) => parentId === 'G07.C012');
    expect(data.organisation).toEqual({
      id: 'G07.C012',
      parent: null,
      children: { nodes: children.map(({ id }) => ({ id })) },
    });
    expect(withheld).toEqual({ Organisation: ['G07'] });
  });
});

test('a withheld organisation answers as an unknown one, at the same cost, and is told to the gateway', async () => {
  const secret = servedOrganisations(register).find(({ secrecy }) => secrecy !== 'UNCLASSIFIED')!;
  const ask = register.as({ rows: { Organisation: level } });
  const query = 'query ($id: ID, $code: String) { organisation(id: $id, code: $code) { id name } }';
  for (const [key, value] of Object.entries({ id: secret.id, code: secret.code })) {
    const withheld = await ask(query, { [key]: value });
    const unknown = await ask(query, { [key]: 'NOBODY' });
    expect([withheld.data, withheld.errors]).toEqual([unknown.data, unknown.errors]);
    expectStatements(withheld, unknown.statements);
    expect([withheld.withheld, unknown.withheld]).toEqual([{ Organisation: [secret.id] }, {}]);
  }
});
