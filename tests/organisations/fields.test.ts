import type { OrganisationRecord } from '@agency-graph/world';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOrganisations, servedOrganisations, type OrganisationsUnderTest } from './organisations-under-test.js';

let register: OrganisationsUnderTest;
beforeAll(async () => {
  register = await startOrganisations();
});
afterAll(() => register?.close());

const ORGANISATION = `
  id code name shortName block level kind functions status path establishedOn dissolvedOn secrecy dataFocalPoint
  networkPoints parent { id } adminUnit { code } successors { id } rowSecrecy rowPath`;

const ADMIN_UNIT = 'code name type validFrom validTo parent { code } replacedBy { code }';

/** What the graph should say of an organisation, from the world's record alone. */
const organisationOf = ({ parentId, adminUnitCode, successorIds, ...plain }: OrganisationRecord) => ({
  ...plain,
  parent: parentId === null ? null : { id: parentId },
  adminUnit: adminUnitCode === null ? null : { code: adminUnitCode },
  successors: successorIds.map((id) => ({ id })),
  rowSecrecy: plain.secrecy,
  rowPath: plain.path,
});

test('every field of every organisation is what the world says, by reference', async () => {
  const wanted = servedOrganisations(register);
  const ids = wanted.map(({ id }) => id);
  const { data, errors } = await register.entities('Organisation', ids, ORGANISATION);
  expect(errors).toEqual([]);
  expect(data._entities).toEqual(wanted.map(organisationOf));
});

test('every field of every administrative unit is what the world says, by reference', async () => {
  const wanted = [...register.world.adminUnits()];
  const query = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on AdminUnit { ${ADMIN_UNIT} } } }`;
  const all = wanted.map(({ code }) => ({ __typename: 'AdminUnit', code }));
  const { data, errors } = await register.ask(query, { all });
  expect(errors).toEqual([]);
  expect(data._entities).toEqual(
    wanted.map(({ parentCode, replacedBy, ...plain }) => ({
      ...plain,
      parent: parentCode === null ? null : { code: parentCode },
      replacedBy: replacedBy.map((code) => ({ code })),
    })),
  );
});

test('an organisation is found by its id and by its code', async () => {
  const { id, code, name } = register.world.organisation('G07') as OrganisationRecord;
  const query = 'query ($id: ID, $code: String) { organisation(id: $id, code: $code) { id name } }';
  for (const variables of [{ id }, { code }]) {
    expect((await register.ask(query, variables)).data).toEqual({ organisation: { id, name } });
  }
});

test('the fixtures of the rules are there', async () => {
  const { data } = await register.ask(
    '{ adminUnit(code: "G07C012") { name type } o: organisation(id: "OLD-H031") { status } }',
  );
  const { name, type } = register.world.adminUnit('G07C012')!;
  expect(data).toEqual({ adminUnit: { name, type }, o: { status: register.world.organisation('OLD-H031')?.status } });
});
