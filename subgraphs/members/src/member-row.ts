import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import type { MembersDatabase, MemberTable } from './database.js';
import { Member } from './schema/member.js';

export type FromMember<Row = object> = SelectQueryBuilder<{ m: MemberTable } & MembersDatabase, 'm', Row>;

/** An instant in the country's own time, which has one offset all year. */
export const instant = (column: string): RawBuilder<string> =>
  sql<string>`to_char(${sql.ref(column)} at time zone interval '7 hours', 'YYYY-MM-DD"T"HH24:MI:SS"+07:00"')`;

const column = (name: string): RawBuilder<string> => sql<string>`${sql.ref(`m.${name}`)}`;

/** What a row holds and where it comes from; `Member` makes its other fields from these. */
const SOURCES: Readonly<Record<string, RawBuilder<string>>> = {
  id: column('id'),
  fullName: column('full_name'),
  birthName: column('birth_name'),
  gender: column('gender'),
  dateOfBirth: column('date_of_birth'),
  hometownCode: column('hometown_code'),
  hometownRaw: column('hometown_raw'),
  permanentAddress: column('permanent_address'),
  phone: column('phone'),
  nationalId: column('national_id'),
  cardNumber: column('card_number'),
  profileNumber: column('profile_number'),
  ethnicity: column('ethnicity'),
  religion: column('religion'),
  generalEducation: column('general_education'),
  professionalQualification: column('professional_qualification'),
  theoryLevel: column('theory_level'),
  occupation: column('occupation'),
  status: column('status'),
  cellId: column('cell_id'),
  partyPosition: column('party_position'),
  admissionDate: column('admission_date'),
  officialDate: column('official_date'),
  secrecy: column('secrecy'),
  identityVerifiedAt: instant('m.identity_verified_at'),
  updatedAt: instant('m.updated_at'),
  rowCellPath: column('cell_path'),
};

/** Fields that are made from a column of another name. */
const MADE_FROM: Readonly<Record<string, string>> = {
  cell: 'cellId',
  hometown: 'hometownCode',
  nationalIdMasked: 'nationalId',
  rowSecrecy: 'secrecy',
};

/** The row properties that these fields need, `id` always; fields that hang on the row need none. */
export function propertiesOf(fields: readonly string[]): readonly string[] {
  const needed = fields.map((field) => MADE_FROM[field] ?? field).filter((name) => Object.hasOwn(SOURCES, name));
  return [...new Set(['id', ...needed])];
}

/** Selects those properties of members. */
export const selectMember = <Row>(query: FromMember<Row>, properties: readonly string[]) =>
  query.select(properties.map((name) => (SOURCES[name] as RawBuilder<string>).as(name)));

/** A row as the schema's class, whose getters make the fields that are no column. */
export const asMember = (row: object): Member => Object.assign(Object.create(Member.prototype) as Member, row);
