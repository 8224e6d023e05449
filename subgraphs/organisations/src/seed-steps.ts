import { loadTable, type LoadedTable, type SeedStep } from '@agency-graph/kit';
import type { AdminUnitRecord, OrganisationRecord, World } from '@agency-graph/world';

const ADMIN_UNIT: LoadedTable<AdminUnitRecord> = {
  name: 'admin_unit',
  columns: {
    code: (unit) => unit.code,
    name: (unit) => unit.name,
    type: (unit) => unit.type,
    parent_code: (unit) => unit.parentCode,
    valid_from: (unit) => unit.validFrom,
    valid_to: (unit) => unit.validTo,
    replaced_by: (unit) => unit.replacedBy,
  },
};

const ORGANISATION: LoadedTable<OrganisationRecord> = {
  name: 'organisation',
  columns: {
    id: (body) => body.id,
    code: (body) => body.code,
    name: (body) => body.name,
    short_name: (body) => body.shortName,
    block: (body) => body.block,
    level: (body) => body.level,
    kind: (body) => body.kind,
    functions: (body) => body.functions,
    status: (body) => body.status,
    parent_id: (body) => body.parentId,
    path: (body) => body.path,
    admin_unit_code: (body) => body.adminUnitCode,
    established_on: (body) => body.establishedOn,
    dissolved_on: (body) => body.dissolvedOn,
    successor_ids: (body) => body.successorIds,
    secrecy: (body) => body.secrecy,
    data_focal_point: (body) => body.dataFocalPoint,
    network_points: (body) => body.networkPoints,
  },
};

/** What this agency stores of the world, in the order in which it is written. */
export function seedSteps(world: World): readonly SeedStep[] {
  const { adminUnits, organisations } = world.counts;
  return [
    {
      what: 'administrative units',
      of: adminUnits,
      run: (pool, done) => loadTable(pool, ADMIN_UNIT, world.adminUnits(), done),
    },
    {
      what: 'organisations',
      of: organisations,
      async run(pool, done) {
        // The register's versions come from the table's own triggers, at the end of the copy.
        await loadTable(pool, ORGANISATION, world.organisations(), done);
        await pool.query('delete from org_register r where not exists (select from organisation o where o.id = r.id)');
        await pool.query('analyze org_register');
      },
    },
  ];
}
