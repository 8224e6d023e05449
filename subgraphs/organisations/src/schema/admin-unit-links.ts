import { ListSize } from '@agency-graph/kit';
import type { OrganisationsRequest } from '../organisations-request.js';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { AdminUnit } from './admin-unit.js';

/** Where a unit leads to other units. */
@Resolver(() => AdminUnit)
export class AdminUnitLinks {
  @FieldResolver(() => AdminUnit, { nullable: true, description: 'The unit that this one is part of.' })
  parent(@Root() unit: AdminUnit, @Ctx() request: OrganisationsRequest): Promise<AdminUnit | null> | null {
    return unit.parentCode === null ? null : request.loaders.adminUnit.load(unit.parentCode);
  }

  @FieldResolver(() => [AdminUnit], {
    nullable: true,
    description: 'The units that took over its territory: several where it was split, none while it exists.',
  })
  @ListSize(2)
  async replacedBy(@Root() unit: AdminUnit, @Ctx() request: OrganisationsRequest): Promise<AdminUnit[]> {
    const units = await Promise.all(unit.replacedByCodes.map((code) => request.loaders.adminUnit.load(code)));
    return units.filter((one) => one !== null);
  }
}
