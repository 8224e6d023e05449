import { Label, type Connection } from '@agency-graph/kit';
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { checkFilter } from '../filter.js';
import type { DocumentsRequest } from '../loaders.js';
import { DocumentConnection } from './document-connection.js';
import { DocumentFilter } from './document-filter.js';
import { Registered, type Document } from './document.js';
import { Organisation } from './organisation.js';
import { readsOf } from './reads-of.js';

const ReadsHere = readsOf(Organisation);

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
    @ReadsHere()
    filter: DocumentFilter | null,
    @Arg('first', () => Int, { nullable: true, defaultValue: 20, description: 'How many at most, 1 to 100.' })
    @ReadsHere()
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: '`endCursor` of the page before.' })
    @ReadsHere()
    after: string | null,
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
    @ReadsHere()
    filter: DocumentFilter | null,
    @Arg('first', () => Int, { nullable: true, defaultValue: 20, description: 'How many at most, 1 to 100.' })
    @ReadsHere()
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: '`endCursor` of the page before.' })
    @ReadsHere()
    after: string | null,
  ): Promise<Connection<Document>> {
    return request.loaders.received.load({ parent: body.id, first, after, filter: checkFilter(filter) });
  }
}
