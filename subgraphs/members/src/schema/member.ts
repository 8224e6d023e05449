import type { Secrecy } from '@agency-graph/contract';
import { DateScalar, DateTimeScalar, Inaccessible, Key, Label, RowLabelled, SecrecyEnum } from '@agency-graph/kit';
import { Field, ID, ObjectType } from 'type-graphql';
import { Gender, MemberStatus, TheoryLevel } from './enums.js';
import { maskNationalId } from '../mask-national-id.js';
import { Open } from './labels.js';
import { Organisation } from './organisation.js';
import { AdminUnit } from './stubs.js';

/** A member as a row holds it, with what follows from it; what takes another look is in `member-links.ts`. */
@ObjectType({ description: 'A member of the Party.' })
@Key('id')
@RowLabelled({ secrecy: 'rowSecrecy', scopes: ['rowCellPath'] })
@Label('CONFIDENTIAL', 'INTERNAL', 'SENSITIVE', 'BTCTW')
export class Member {
  @Field(() => ID, { description: 'Opaque id; never derived from the national ID or the card number.' })
  @Open('ON_REQUEST', 'NONE')
  id!: string;

  @Field(() => String, { nullable: true, description: 'Full name in use.' })
  @Open('ON_REQUEST', 'BASIC', 'C06')
  fullName!: string;

  @Field(() => String, { nullable: true, description: 'Name at birth, where it differs.' })
  @Open('ON_REQUEST', 'BASIC', 'C06')
  birthName!: string | null;

  @Field(() => Gender, { nullable: true, description: 'Sex.' })
  @Open('ON_REQUEST', 'BASIC', 'C06')
  gender!: keyof typeof Gender;

  @Field(() => DateScalar, { nullable: true, description: 'Day of birth.' })
  @Open('ON_REQUEST', 'BASIC', 'C06')
  dateOfBirth!: string;

  @Field(() => String, { nullable: true, description: 'Hometown as it was written in the file.' })
  @Open('INTERNAL', 'BASIC')
  hometownRaw!: string;

  @Field(() => String, { nullable: true, description: 'Permanent address.' })
  @Open('INTERNAL', 'BASIC', 'C06')
  permanentAddress!: string;

  @Field(() => String, { nullable: true, description: 'Telephone number.' })
  @Open('INTERNAL', 'BASIC')
  phone!: string;

  @Field(() => String, {
    nullable: true,
    description: 'National ID number: it encodes place of birth, sex and year of birth.',
  })
  @Open('INTERNAL', 'SENSITIVE', 'C06')
  nationalId!: string | null;

  @Field(() => String, { nullable: true, description: 'Number of the membership card.' })
  @Open('INTERNAL', 'SENSITIVE')
  cardNumber!: string | null;

  @Field(() => String, { nullable: true, description: 'Number of the personal file.' })
  @Open('INTERNAL', 'BASIC')
  profileNumber!: string;

  @Field(() => String, { nullable: true, description: 'Ethnicity, by its code.' })
  @Open('INTERNAL', 'SENSITIVE', 'C06')
  ethnicity!: string;

  @Field(() => String, { nullable: true, description: 'Religion, by its code.' })
  @Open('INTERNAL', 'SENSITIVE')
  religion!: string;

  @Field(() => String, { nullable: true, description: 'General education.' })
  @Open('INTERNAL', 'BASIC')
  generalEducation!: string;

  @Field(() => String, { nullable: true, description: 'Professional qualification.' })
  @Open('INTERNAL', 'BASIC')
  professionalQualification!: string;

  @Field(() => TheoryLevel, { nullable: true, description: 'Level of political theory.' })
  @Open('INTERNAL', 'BASIC')
  theoryLevel!: keyof typeof TheoryLevel;

  @Field(() => String, { nullable: true, description: 'Occupation.' })
  @Open('ON_REQUEST', 'BASIC')
  occupation!: string;

  @Field(() => MemberStatus, {
    nullable: true,
    description: 'Where the membership stands; reveals political affiliation.',
  })
  @Open('ON_REQUEST', 'SENSITIVE')
  status!: keyof typeof MemberStatus;

  @Field(() => String, { nullable: true, description: 'Position held in the Party.' })
  @Open('ON_REQUEST', 'BASIC')
  partyPosition!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Day of admission.' })
  @Open('INTERNAL', 'SENSITIVE')
  admissionDate!: string;

  @Field(() => DateScalar, { nullable: true, description: 'Day of official recognition; null before it.' })
  @Open('INTERNAL', 'SENSITIVE')
  officialDate!: string | null;

  @Field(() => SecrecyEnum, { nullable: true, description: 'State-secret level of the record.' })
  @Open('INTERNAL', 'NONE')
  secrecy!: Secrecy;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the identity was confirmed against the population database.',
  })
  @Open('ON_REQUEST', 'NONE', 'C06')
  identityVerifiedAt!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the record was last changed.' })
  @Open('ON_REQUEST', 'NONE')
  updatedAt!: string;

  @Field(() => AdminUnit, { nullable: true, description: 'Hometown, as a unit in force or one that ended.' })
  @Open('ON_REQUEST', 'BASIC', 'C06')
  get hometown(): AdminUnit | null {
    return this.hometownCode === null ? null : { code: this.hometownCode };
  }

  @Field(() => String, {
    nullable: true,
    description: 'National ID number with all but its first three and last three characters hidden.',
  })
  @Open('ON_REQUEST', 'BASIC', 'C06')
  get nationalIdMasked(): string | null {
    return this.nationalId === null ? null : maskNationalId(this.nationalId);
  }

  @Field(() => Organisation, { nullable: true, description: 'The cell that the member belongs to.' })
  @Open('ON_REQUEST', 'SENSITIVE')
  get cell(): Organisation {
    return { id: this.cellId };
  }

  @Field(() => SecrecyEnum, { nullable: true, description: 'Row label: level.' })
  @Inaccessible()
  @Open('INTERNAL', 'NONE')
  get rowSecrecy(): Secrecy {
    return this.secrecy;
  }

  @Field(() => String, { nullable: true, description: "Row label: the register's path of the cell." })
  @Inaccessible()
  @Open('INTERNAL', 'NONE')
  rowCellPath!: string;

  cellId!: string;
  hometownCode!: string | null;
}
