import { byId, nestedPages } from '@agency-graph/kit';
import DataLoader from 'dataloader';
import type { OrganisationsBase } from './organisations-request.js';
import { adminUnits, childrenOf, organisations, ORGANISATIONS } from './queries.js';
import type { AdminUnit } from './schema/admin-unit.js';
import type { Organisation } from './schema/organisation.js';

export type Loaders = ReturnType<typeof createLoaders>;

/** The loaders of one request: a batch is one statement whatever its size. */
export function createLoaders(request: OrganisationsBase) {
  return {
    organisation: byId(request, ORGANISATIONS, () => organisations(request)) as DataLoader<string, Organisation | null>,
    organisationByCode: byId(request, ORGANISATIONS, () => organisations(request), {
      by: 'code',
    }) as DataLoader<string, Organisation | null>,
    children: nestedPages<Record<string, never>, Organisation>(request, {
      field: 'Organisation.children',
      order: 'path',
      positionOf: (child) => [child.path],
      rows: (query) => childrenOf(request, query),
    }),
    adminUnit: new DataLoader<string, AdminUnit | null>(async (codes) => {
      const rows = new Map((await adminUnits(request, codes)).map((unit) => [unit.code, unit as AdminUnit]));
      return codes.map((code) => rows.get(code) ?? null);
    }),
  };
}
