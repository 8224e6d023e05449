import { effectiveLevel, lapseDay, type Secrecy } from '@agency-graph/contract';
import { Label, ListSize, SecrecyEnum } from '@agency-graph/kit';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DocumentsRequest } from '../documents-request.js';
import { Attachment } from './attachment.js';
import { Delivery } from './delivery.js';
import { Document, OnRequest, Registered } from './document.js';
import { Member } from './member.js';
import { Organisation } from './organisation.js';

/** Where a document leads to other rows, and what is worked out from it. */
@Resolver(() => Document)
export class DocumentLinks {
  @FieldResolver(() => Organisation, { nullable: true, description: 'The body that issued it.' })
  @Registered
  issuer(@Root() document: Document): Organisation {
    return { id: document.issuerId };
  }

  @FieldResolver(() => [Document], {
    nullable: true,
    description: 'The documents that it replaces, those of them that you may see.',
  })
  @Registered
  @ListSize(2)
  async replaces(@Root() document: Document, @Ctx() request: DocumentsRequest): Promise<Document[]> {
    const replaced = await Promise.all(document.replacesIds.map((id) => request.loaders.document.load(id)));
    return replaced.filter((one) => one !== null);
  }

  @FieldResolver(() => Member, { nullable: true, description: 'The signatory as a member, where known.' })
  @Label('UNCLASSIFIED', 'INTERNAL', 'BASIC', 'ISSUER')
  signer(@Root() document: Document): Member | null {
    return document.signerId === null ? null : { id: document.signerId };
  }

  @FieldResolver(() => [Organisation], { nullable: true, description: 'The bodies to which it is addressed.' })
  @OnRequest
  @ListSize(5)
  recipients(@Root() document: Document): Organisation[] {
    return document.recipientIds.map((id) => ({ id }));
  }

  @FieldResolver(() => String, { nullable: true, description: 'Full text.' })
  @OnRequest
  async content(@Root() document: Document, @Ctx() request: DocumentsRequest): Promise<string | null> {
    return (await request.loaders.content.load(document.id))?.value ?? null;
  }

  @FieldResolver(() => [Attachment], { nullable: true, description: 'Files that belong to it.' })
  @OnRequest
  @ListSize(2)
  async attachments(
    @Root() document: Document,
    @Ctx() request: DocumentsRequest,
  ): Promise<readonly Attachment[] | null> {
    return (await request.loaders.attachments.load(document.id))?.value ?? null;
  }

  @FieldResolver(() => [Delivery], { nullable: true, description: 'How it was sent to its recipients.' })
  @Label('UNCLASSIFIED', 'INTERNAL', 'NONE', 'VPTW')
  @ListSize(5)
  async deliveries(@Root() document: Document, @Ctx() request: DocumentsRequest): Promise<readonly Delivery[] | null> {
    return (await request.loaders.deliveries.load(document.id))?.value ?? null;
  }

  @FieldResolver(() => SecrecyEnum, {
    nullable: true,
    description: 'Its level on the day of the request: UNCLASSIFIED once `secrecyUntil` is past.',
  })
  @Label('UNCLASSIFIED', 'INTERNAL', 'NONE', 'ISSUER')
  secrecy(@Root() document: Document, @Ctx() request: DocumentsRequest): Secrecy {
    const lapsedBefore = lapseDay(request.agency.rows['Document']);
    return effectiveLevel(document.rowSecrecy, document.rowSecrecyUntil, lapsedBefore);
  }
}
