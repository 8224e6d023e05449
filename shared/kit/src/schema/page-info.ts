import { Field, ObjectType } from 'type-graphql';
import { Label, Shareable } from './labels.js';

/** Where a page ends and whether another follows; there is no total count, which would tell of rows kept back. */
@ObjectType({ description: 'Where a page ends and whether another follows.' })
@Shareable()
@Label('UNCLASSIFIED', 'OPEN', 'NONE', 'VPTW')
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether rows follow this page.' })
  hasNextPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Give it as `after` to get the next page; sealed, for you only.',
  })
  endCursor!: string | null;
}

/** A page of rows, as resolvers return it. */
export interface Connection<Row> {
  readonly nodes: readonly Row[];
  readonly pageInfo: PageInfo;
}
