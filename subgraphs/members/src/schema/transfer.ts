import { DateScalar, Label } from '@agency-graph/kit';
import { Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { StoredTransfer } from '../database.js';
import { TransferKind } from './enums.js';
import { Organisation } from './organisation.js';

@ObjectType({ description: 'A transfer of membership from one organisation to another.' })
@Label('UNCLASSIFIED', 'INTERNAL', 'SENSITIVE', 'BTCTW')
export class Transfer {
  @Field(() => TransferKind, { nullable: true, description: 'Kind of transfer.' })
  kind!: keyof typeof TransferKind;

  @Field(() => DateScalar, { nullable: true, description: 'Day on which the member was introduced.' })
  introducedOn!: string;

  @Field(() => DateScalar, { nullable: true, description: 'Day on which the other side accepted; null until then.' })
  acceptedOn!: string | null;
}

@Resolver(() => Transfer)
export class TransferLinks {
  @FieldResolver(() => Organisation, { nullable: true, description: 'The organisation left.' })
  from(@Root() transfer: StoredTransfer): Organisation {
    return { id: transfer.fromId };
  }

  @FieldResolver(() => Organisation, { nullable: true, description: 'The organisation joined.' })
  to(@Root() transfer: StoredTransfer): Organisation {
    return { id: transfer.toId };
  }
}
