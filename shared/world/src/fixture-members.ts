import type { MemberRecord } from './records.js';

/** The three people of cell G07.C012.K03.B02 whom personas and rules name. Born and admitted as written. */
export interface FixturePerson {
  readonly name: string;
  readonly gender: MemberRecord['gender'];
  readonly dateOfBirth: string;
  readonly admissionDate: string;
}

export const FIXTURE_PERSONS: ReadonlyMap<number, FixturePerson> = new Map([
  [123, { name: 'Lê Phỏng Sơn', gender: 'MALE', dateOfBirth: '1978-05-23', admissionDate: '2006-09-02' }],
  [124, { name: 'Trần Mẫu Thảo', gender: 'FEMALE', dateOfBirth: '1990-11-17', admissionDate: '2015-06-19' }],
  [125, { name: 'Nguyễn Giả Bình', gender: 'MALE', dateOfBirth: '1969-08-30', admissionDate: '1994-02-03' }],
]);
