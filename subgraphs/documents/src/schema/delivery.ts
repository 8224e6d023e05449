import { DateTimeScalar, Label } from '@agency-graph/kit';
import { Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { Organisation } from './organisation.js';

@ObjectType({ description: 'One sending of a document to one recipient.' })
@Label('UNCLASSIFIED', 'INTERNAL', 'NONE', 'VPTW')
export class Delivery {
  @Field(() => String, { nullable: true, description: 'Id of the message in the exchange (QCVN 102:2016).' })
  messageId!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was sent.' })
  sentAt!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it arrived; null until then.' })
  receivedAt!: string | null;

  toId!: string;
}

@Resolver(() => Delivery)
export class DeliveryLinks {
  @FieldResolver(() => Organisation, { nullable: true, description: 'The recipient.' })
  to(@Root() delivery: Delivery): Organisation {
    return { id: delivery.toId };
  }
}
