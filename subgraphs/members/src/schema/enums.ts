import { enumOf } from '@agency-graph/kit';

export const MemberStatus = enumOf('MemberStatus', 'Where a membership stands.', {
  PROBATIONARY: 'Admitted, in the twelve months before official recognition.',
  OFFICIAL: 'Official member.',
  EXEMPTED: 'Official member exempted from work and meetings.',
  TRANSFERRING: 'Between two organisations.',
  SUSPENDED: 'Membership suspended.',
  LEFT: 'Left the Party; kept in the archive.',
  EXPELLED: 'Expelled; kept in the archive.',
  STRUCK_OFF: 'Struck off the list; kept in the archive.',
  DECEASED: 'Deceased; kept in the archive.',
});

export const Gender = enumOf('Gender', 'Sex as the population database has it.', { MALE: 'Male.', FEMALE: 'Female.' });

export const TheoryLevel = enumOf('TheoryLevel', 'Level of political theory.', {
  NONE: 'None.',
  SO_CAP: 'Elementary (sơ cấp).',
  TRUNG_CAP: 'Intermediate (trung cấp).',
  CAO_CAP: 'Advanced (cao cấp).',
  CU_NHAN: 'Bachelor (cử nhân).',
});

export const DisciplineForm = enumOf('DisciplineForm', 'Form of discipline, in rising order.', {
  REPRIMAND: 'Reprimand (khiển trách).',
  WARNING: 'Warning (cảnh cáo).',
  REMOVAL: 'Removal from post (cách chức).',
  EXPULSION: 'Expulsion (khai trừ).',
});

export const TransferKind = enumOf('TransferKind', 'Kind of transfer of membership.', {
  OFFICIAL: 'For good.',
  TEMPORARY: 'For a time.',
  ABROAD: 'To an organisation abroad.',
});

export const QualityDimension = enumOf('QualityDimension', 'Dimension of data quality (ISO/IEC 25012).', {
  ACCURACY: 'Says what is so.',
  COMPLETENESS: 'Lacks nothing that must be there.',
  CONSISTENCY: 'Contradicts neither itself nor other records.',
  CREDIBILITY: 'Rests on a source that can be believed.',
  CURRENTNESS: 'Is of the right age.',
});

export const MemberGroup = enumOf('MemberGroup', 'What members are counted by.', {
  GENDER: 'MALE, FEMALE.',
  AGE_BAND: 'Age reached in the year of the policy clock: 18-30, 31-40, 41-50, 51-60, 61+.',
  THEORY_LEVEL: 'Level of political theory.',
  STATUS: 'Membership status; archived records have theirs.',
  ETHNICITY_BAND: 'E01 (the largest group) or OTHER; no finer, so that nobody is singled out.',
});
