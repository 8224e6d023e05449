import { After, BadUserInput, First, idOf, Label, page, Reads, type Connection } from '@agency-graph/kit';
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { OrganisationsRequest } from '../organisations-request.js';
import { filtered, ORGANISATIONS, pathOf } from '../queries.js';
import { AdminUnit } from './admin-unit.js';
import { OrgBlock, OrgLevel } from './enums.js';
import { OrganisationConnection } from './organisation-connection.js';
import { Organisation, Registered } from './organisation.js';

/** The ways in. */
@Resolver()
export class OrganisationsQuery {
  @Query(() => Organisation, { nullable: true, description: 'One body, by its id or by its code.' })
  @Registered
  organisation(
    @Ctx() request: OrganisationsRequest,
    @Arg('id', () => ID, { nullable: true, description: 'Its id.' }) @Reads() id: string | null,
    @Arg('code', () => String, { nullable: true, description: 'Its code, instead of the id.' })
    @Reads('Organisation.code')
    code: string | null,
  ): Promise<Organisation | null> {
    if (id != null && code == null) return request.loaders.organisation.load(idOf('id', id));
    if (code != null && id == null) return request.loaders.organisationByCode.load(idOf('code', code));
    throw new BadUserInput('id', 'or else "code" must be given, and not both');
  }

  @Query(() => OrganisationConnection, { nullable: true, description: 'Bodies, in the order of their paths.' })
  @Registered
  async organisations(
    @Ctx() request: OrganisationsRequest,
    @Arg('level', () => OrgLevel, { nullable: true, description: 'Only those of this level.' })
    @Reads('Organisation.level')
    level: Organisation['level'] | null,
    @Arg('block', () => OrgBlock, { nullable: true, description: 'Only those of this block.' })
    @Reads('Organisation.block')
    block: Organisation['block'] | null,
    @Arg('under', () => ID, { nullable: true, description: 'Only this body and those below it.' })
    @Reads('Organisation.path')
    under: string | null,
    @First() first: number | null,
    @After() after: string | null,
  ): Promise<Connection<Organisation>> {
    // What no organisation is called lies under nothing, as an empty path does.
    const path = under == null ? undefined : ((await pathOf(request, idOf('under', under))) ?? '');
    return page(request, {
      source: ORGANISATIONS,
      query: filtered(request, { level, block, path }),
      orderBy: [['organisation.path']],
      first,
      after,
      field: 'Query.organisations',
      args: { level, block, under },
    }) as Promise<Connection<Organisation>>;
  }

  @Query(() => AdminUnit, { nullable: true, description: 'One administrative unit, of today or former.' })
  @Label('UNCLASSIFIED', 'OPEN', 'NONE', 'MOHA')
  adminUnit(
    @Ctx() request: OrganisationsRequest,
    @Arg('code', () => ID, { description: 'Its code.' }) @Reads() code: string,
  ): Promise<AdminUnit | null> {
    return request.loaders.adminUnit.load(idOf('code', code));
  }
}
