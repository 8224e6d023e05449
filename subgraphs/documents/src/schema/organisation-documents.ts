import { After, First, Label, Reads, type Connection } from '@agency-graph/kit';
import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { checkFilter } from '../filter.js';
import type { DocumentsRequest } from '../documents-request.js';
import { DocumentConnection } from './document-connection.js';
import { DocumentFilter } from './document-filter.js';
import { Registered, type Document } from './document.js';
import { Organisation } from './organisation.js';

/** What this agency adds to a body of the register. */
@Resolver(() => Organisation)
export class OrganisationDocuments {
  @FieldResolver(() => DocumentConnection, {
    nullable: true,
    description: 'Documents that it and all bodies below it issued, newest first.',
  })
  @Registered
  documentsIssued(
    @Root() body: Organisation,
    @Ctx() request: DocumentsRequest,
    @Arg('filter', () => DocumentFilter, { nullable: true, description: 'Which documents.' })
    @Reads()
    filter: DocumentFilter | null,
    @First() first: number | null,
    @After() after: string | null,
  ): Promise<Connection<Document>> {
    return request.loaders.issued.load({ parent: body.id, first, after, filter: checkFilter(filter) });
  }

  @FieldResolver(() => DocumentConnection, {
    nullable: true,
    description: 'Documents addressed to it, newest first.',
  })
  @Label('UNCLASSIFIED', 'INTERNAL', 'NONE', 'VPTW')
  documentsReceived(
    @Root() body: Organisation,
    @Ctx() request: DocumentsRequest,
    @Arg('filter', () => DocumentFilter, { nullable: true, description: 'Which documents.' })
    @Reads()
    filter: DocumentFilter | null,
    @First() first: number | null,
    @After() after: string | null,
  ): Promise<Connection<Document>> {
    return request.loaders.received.load({ parent: body.id, first, after, filter: checkFilter(filter) });
  }
}
