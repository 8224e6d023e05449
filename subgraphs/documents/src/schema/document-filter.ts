import { DateScalar, Reads } from '@agency-graph/kit';
import { Field, ID, InputType, Int } from 'type-graphql';
import { DocType } from './enums.js';

@InputType({ description: 'Which documents; every part that is given must hold.' })
export class DocumentFilter {
  @Field(() => DocType, { nullable: true, description: 'Of this type.' })
  @Reads('Document.docType')
  docType?: keyof typeof DocType | null;

  @Field(() => ID, { nullable: true, description: 'Issued by exactly this body.' })
  @Reads('Document.issuer')
  issuerId?: string | null;

  @Field(() => String, { nullable: true, description: 'Issued in this term.' })
  @Reads('Document.term')
  term?: string | null;

  @Field(() => Int, { nullable: true, description: 'With exactly this number.' })
  @Reads('Document.number')
  number?: number | null;

  @Field(() => DateScalar, { nullable: true, description: 'Issued after this day.' })
  @Reads('Document.issuedOn')
  issuedAfter?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'With this text in the abstract, marks and case aside; 3 letters to 200 characters.',
  })
  @Reads('Document.abstract')
  text?: string | null;
}
