import { Label } from '@agency-graph/kit';
import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'A file that belongs to a document.' })
@Label('UNCLASSIFIED', 'INTERNAL', 'NONE', 'ISSUER')
export class Attachment {
  @Field(() => String, { nullable: true, description: 'Name of the file.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'ISSUER')
  fileName!: string;

  @Field(() => String, { nullable: true, description: 'Media type, e.g. `application/pdf`.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'ISSUER')
  mediaType!: string;

  @Field(() => Int, { nullable: true, description: 'Size in bytes.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'ISSUER')
  sizeBytes!: number;

  @Field(() => String, { nullable: true, description: 'SHA-256 of the file, in hexadecimal.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'ISSUER')
  sha256!: string;

  @Field(() => String, { nullable: true, description: "Where the issuer's archive hands the file out." })
  downloadRef!: string;
}
