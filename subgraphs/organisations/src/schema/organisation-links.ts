import { After, First, Label, ListSize, type Connection } from '@agency-graph/kit';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { OrganisationsRequest } from '../organisations-request.js';
import { AdminUnit } from './admin-unit.js';
import { OrganisationConnection } from './organisation-connection.js';
import { Organisation, Registered } from './organisation.js';

/** Where a body leads to other rows; each list of bodies holds only those that the caller may see. */
@Resolver(() => Organisation)
export class OrganisationLinks {
  @FieldResolver(() => Organisation, { nullable: true, description: 'The body directly above.' })
  @Registered
  parent(@Root() body: Organisation, @Ctx() request: OrganisationsRequest): Promise<Organisation | null> | null {
    return body.parentId === null ? null : request.loaders.organisation.load(body.parentId);
  }

  @FieldResolver(() => OrganisationConnection, {
    nullable: true,
    description: 'The bodies directly below, in the order of their paths.',
  })
  @Registered
  children(
    @Root() body: Organisation,
    @Ctx() request: OrganisationsRequest,
    @First() first: number | null,
    @After() after: string | null,
  ): Promise<Connection<Organisation>> {
    return request.loaders.children.load({ parent: body.id, first, after, filter: {} });
  }

  @FieldResolver(() => AdminUnit, { nullable: true, description: 'The administrative unit in which it works.' })
  @Label('UNCLASSIFIED', 'OPEN', 'NONE', 'MOHA')
  adminUnit(@Root() body: Organisation, @Ctx() request: OrganisationsRequest): Promise<AdminUnit | null> | null {
    return body.adminUnitCode === null ? null : request.loaders.adminUnit.load(body.adminUnitCode);
  }

  @FieldResolver(() => [Organisation], { nullable: true, description: 'The bodies that took over from it.' })
  @Registered
  @ListSize(2)
  async successors(@Root() body: Organisation, @Ctx() request: OrganisationsRequest): Promise<Organisation[]> {
    const bodies = await Promise.all(body.successorIds.map((id) => request.loaders.organisation.load(id)));
    return bodies.filter((one) => one !== null);
  }
}
