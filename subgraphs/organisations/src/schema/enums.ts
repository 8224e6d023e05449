import { enumOf } from '@agency-graph/kit';

export const OrgBlock = enumOf('OrgBlock', 'Block of the political system.', {
  PARTY: 'The Party.',
  GOVERNMENT: "The Government, ministries and people's committees.",
  NATIONAL_ASSEMBLY: "The National Assembly and people's councils.",
  PRESIDENCY: 'The Office of the President.',
  JUDICIARY: 'Courts and procuracies.',
  FRONT: 'The Fatherland Front and the mass organisations.',
  ARMED_FORCES: 'Army and public security.',
});

export const OrgLevel = enumOf('OrgLevel', 'Level at which an organisation stands.', {
  CENTRAL: 'The Centre.',
  PROVINCE: 'A province or a city under the Centre.',
  COMMUNE: 'A commune, ward or special zone.',
  GRASSROOTS: 'A grassroots organisation or a division of one.',
  CELL: 'A cell, where members belong.',
});

export const OrgKind = enumOf('OrgKind', 'What sort of body an organisation is.', {
  COMMITTEE: 'A Party committee.',
  ADVISORY_BODY: 'A body that advises a committee.',
  OFFICE: 'The office of a committee or an institution.',
  INSPECTION_COMMISSION: 'An inspection commission.',
  GRASSROOTS_ORGANISATION: 'A grassroots Party organisation.',
  CELL: 'A Party cell.',
  MINISTRY: 'A ministry.',
  PEOPLES_COMMITTEE: "A people's committee.",
  MASS_ORGANISATION: 'A mass organisation.',
  STEERING_COMMITTEE: 'A steering committee.',
});

export const OrgStatus = enumOf('OrgStatus', 'Whether an organisation is in force.', {
  ACTIVE: 'In force.',
  MERGED: 'Merged into its successors: accounts bound to it lose everything until re-bound.',
  DISSOLVED: 'Ended without merging.',
});

export const OrgFunction = enumOf('OrgFunction', 'What an organisation does for its committee.', {
  ORG_WORK: 'Organisation and personnel.',
  INSPECTION: 'Inspection and discipline.',
  OFFICE: 'Office work and documents.',
  PROPAGANDA: 'Propaganda and mass mobilisation.',
  INTERNAL_AFFAIRS: 'Internal affairs.',
  POLICY: 'Policy and strategy.',
  DIGITAL_CRYPTO: 'Digital transformation and cryptography.',
});

export const AdminUnitType = enumOf('AdminUnitType', 'What an administrative unit is, or was before July 2025.', {
  PROVINCE: 'A province.',
  CENTRAL_CITY: 'A city under the Centre.',
  XA: 'A rural commune.',
  PHUONG: 'An urban ward.',
  DAC_KHU: 'A special zone.',
  DISTRICT_FORMER: 'A district, gone with the two-tier local government.',
  COMMUNE_FORMER: 'A commune that was merged or split.',
});
