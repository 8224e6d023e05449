import { After, First, idOf, page, Reads, type Connection } from '@agency-graph/kit';
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { checkFilter } from '../filter.js';
import type { DocumentsRequest } from '../documents-request.js';
import { DOCUMENTS, filtered, NEWEST_FIRST } from '../queries.js';
import { DocumentConnection } from './document-connection.js';
import { DocumentFilter } from './document-filter.js';
import { Document, Registered } from './document.js';

/** The ways in. */
@Resolver()
export class DocumentsQuery {
  @Query(() => Document, { nullable: true, description: 'One document.' })
  @Registered
  document(
    @Ctx() request: DocumentsRequest,
    @Arg('id', () => ID, { description: 'Its id.' }) @Reads() id: string,
  ): Promise<Document | null> {
    return request.loaders.document.load(idOf('id', id));
  }

  @Query(() => DocumentConnection, { nullable: true, description: 'Documents, newest first.' })
  @Registered
  documents(
    @Ctx() request: DocumentsRequest,
    @Arg('filter', () => DocumentFilter, { nullable: true, description: 'Which documents.' })
    @Reads()
    filter: DocumentFilter | null,
    @First() first: number | null,
    @After() after: string | null,
  ): Promise<Connection<Document>> {
    const checked = checkFilter(filter);
    return page(request, {
      source: DOCUMENTS,
      query: filtered(request, checked),
      orderBy: NEWEST_FIRST,
      first,
      after,
      field: 'Query.documents',
      args: { ...checked },
    }) as Promise<Connection<Document>>;
  }
}
