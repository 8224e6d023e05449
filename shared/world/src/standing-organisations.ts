import type { OrganisationRecord, OrgFunction } from './records.js';
import type { Province } from './places.js';
import type { Volumes } from './sizes.js';
import { place } from './permute.js';
import { pad } from './text.js';
import { REFORM } from './admin-units.js';

/** An organisation listed by name; grassroots units and cells hang under it and are only counted (org-table.ts). */
export type Standing = Omit<OrganisationRecord, 'dataFocalPoint'> & {
  /** Cells directly under it (`.B01` …). */
  readonly cells: number;
};

type Draft = Partial<Standing> & Pick<Standing, 'id' | 'name' | 'shortName' | 'block' | 'level' | 'kind'>;

const ESTABLISHED = '1990-01-01';

function standing(draft: Draft): Standing {
  return {
    code: draft.id,
    functions: [],
    status: 'ACTIVE',
    parentId: null,
    path: draft.id,
    adminUnitCode: null,
    establishedOn: ESTABLISHED,
    dissolvedOn: null,
    successorIds: [],
    secrecy: 'UNCLASSIFIED',
    networkPoints: null,
    cells: 0,
    ...draft,
  };
}

/** Every organisation above the grassroots level, sorted by id. */
export function standingOrganisations(volumes: Volumes, provinces: readonly Province[]): readonly Standing[] {
  return [
    ...centralParty(volumes),
    ...stateBodies(volumes),
    ...provinces.flatMap((province) => provinceBodies(province, volumes)),
    ...formerBodies(volumes, provinces),
  ].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function centralParty(volumes: Volumes): readonly Standing[] {
  const advisory = (id: string, name: string, shortName: string, functions: readonly OrgFunction[]): Standing =>
    standing({
      id,
      name,
      shortName,
      functions,
      block: 'PARTY',
      level: 'CENTRAL',
      kind: functions.includes('OFFICE')
        ? 'OFFICE'
        : functions.includes('INSPECTION')
          ? 'INSPECTION_COMMISSION'
          : 'ADVISORY_BODY',
      parentId: 'TWG',
      path: `TW.${id}`,
      networkPoints: id === 'VPTW' ? 5 : 1,
    });
  const committee = (id: string, name: string, shortName: string, more: Partial<Standing> = {}): Standing =>
    standing({
      id,
      name,
      shortName,
      block: 'PARTY',
      level: 'CENTRAL',
      kind: 'COMMITTEE',
      parentId: 'TWG',
      path: `TW.${id}`,
      cells: volumes.centralCells,
      ...more,
    });
  return [
    standing({
      id: 'TWG',
      name: 'Ban Chấp hành Trung ương Giả Lập',
      shortName: 'Trung ương (giả lập)',
      block: 'PARTY',
      level: 'CENTRAL',
      kind: 'COMMITTEE',
      path: 'TW',
      networkPoints: 1,
    }),
    advisory('VPTW', 'Văn phòng Trung ương Giả Lập', 'Văn phòng TW', ['OFFICE', 'DIGITAL_CRYPTO']),
    advisory('BTCTW', 'Ban Tổ chức Trung ương Giả Lập', 'Ban Tổ chức TW', ['ORG_WORK']),
    advisory('UBKTTW', 'Ủy ban Kiểm tra Trung ương Giả Lập', 'UBKT TW', ['INSPECTION']),
    advisory('BTGTW', 'Ban Tuyên giáo và Dân vận Trung ương Giả Lập', 'Ban Tuyên giáo TW', ['PROPAGANDA']),
    advisory('BNCTW', 'Ban Nội chính Trung ương Giả Lập', 'Ban Nội chính TW', ['INTERNAL_AFFAIRS']),
    advisory('BCSTW', 'Ban Chính sách, chiến lược Trung ương Giả Lập', 'Ban Chính sách TW', ['POLICY']),
    committee('DUCQTW', 'Đảng bộ các cơ quan Đảng Trung ương Giả Lập', 'ĐU các cơ quan TW'),
    committee('DUCP', 'Đảng bộ Chính phủ Giả Lập', 'ĐU Chính phủ'),
    committee('DUQH', 'Đảng bộ Quốc hội Giả Lập', 'ĐU Quốc hội'),
    committee('DUMT', 'Đảng bộ Mặt trận và đoàn thể Trung ương Giả Lập', 'ĐU Mặt trận'),
    committee('DUCA', 'Đảng bộ Công an Trung ương Giả Lập', 'ĐU Công an', {
      block: 'ARMED_FORCES',
      secrecy: 'CONFIDENTIAL',
    }),
    committee('QUTW', 'Quân ủy Trung ương Giả Lập', 'Quân ủy', { block: 'ARMED_FORCES', secrecy: 'CONFIDENTIAL' }),
  ];
}

function stateBodies(volumes: Volumes): readonly Standing[] {
  const body = (
    id: string,
    name: string,
    block: Standing['block'],
    parentId: string | null,
    kind: Standing['kind'],
  ): Standing =>
    standing({
      id,
      name,
      shortName: name.replace(' Giả Lập', ''),
      block,
      level: 'CENTRAL',
      kind,
      parentId,
      path: parentId === null ? id : `${parentId}.${id}`,
      functions: kind === 'OFFICE' ? ['OFFICE'] : [],
    });
  return [
    body('CP', 'Chính phủ Giả Lập', 'GOVERNMENT', null, 'COMMITTEE'),
    body('VPCP', 'Văn phòng Chính phủ Giả Lập', 'GOVERNMENT', 'CP', 'OFFICE'),
    ...Array.from({ length: volumes.ministries }, (_, index) =>
      body(`BO${pad(index + 1, 2)}`, `Bộ Mẫu ${pad(index + 1, 2)} Giả Lập`, 'GOVERNMENT', 'CP', 'MINISTRY'),
    ),
    { ...body('BQP', 'Bộ Quốc phòng Giả Lập', 'ARMED_FORCES', 'CP', 'MINISTRY'), secrecy: 'SECRET' },
    body('QH', 'Quốc hội Giả Lập', 'NATIONAL_ASSEMBLY', null, 'COMMITTEE'),
    body('VPQH', 'Văn phòng Quốc hội Giả Lập', 'NATIONAL_ASSEMBLY', 'QH', 'OFFICE'),
    body('CTN', 'Chủ tịch nước Giả Lập', 'PRESIDENCY', null, 'COMMITTEE'),
    body('VPCTN', 'Văn phòng Chủ tịch nước Giả Lập', 'PRESIDENCY', 'CTN', 'OFFICE'),
    body('TATC', 'Tòa án nhân dân tối cao Giả Lập', 'JUDICIARY', null, 'COMMITTEE'),
    body('VKTC', 'Viện kiểm sát nhân dân tối cao Giả Lập', 'JUDICIARY', null, 'COMMITTEE'),
    body('MTTQ', 'Mặt trận Giả Lập', 'FRONT', null, 'MASS_ORGANISATION'),
    body('CTT', 'Cổng thông tin công khai Giả Lập', 'FRONT', 'MTTQ', 'OFFICE'),
  ];
}

function provinceBodies(province: Province, volumes: Volumes): readonly Standing[] {
  const { code, city, name } = province;
  const committeeName = city ? 'Thành ủy' : 'Tỉnh ủy';
  const placeName = name.replace(/^(Tỉnh|Thành phố) /u, '');
  const body = (suffix: string, title: string, kind: Standing['kind'], functions: readonly OrgFunction[]): Standing =>
    standing({
      id: `${code}.${suffix}`,
      name: `${title} ${committeeName} ${placeName}`,
      shortName: `${title} ${code}`,
      block: 'PARTY',
      level: 'PROVINCE',
      kind,
      functions,
      parentId: code,
      path: `TW.${code}.${suffix}`,
      adminUnitCode: code,
    });
  return [
    standing({
      id: code,
      name: `${committeeName} ${placeName}`,
      shortName: `${committeeName} ${code}`,
      block: 'PARTY',
      level: 'PROVINCE',
      kind: 'COMMITTEE',
      parentId: 'TWG',
      path: `TW.${code}`,
      adminUnitCode: code,
      networkPoints: 2,
    }),
    body('BTC', 'Ban Tổ chức', 'ADVISORY_BODY', ['ORG_WORK']),
    body('UBKT', 'Ủy ban Kiểm tra', 'INSPECTION_COMMISSION', ['INSPECTION']),
    body('VP', 'Văn phòng', 'OFFICE', ['OFFICE', 'DIGITAL_CRYPTO']),
    {
      ...body('CQ', 'Đảng bộ các cơ quan Đảng', 'GRASSROOTS_ORGANISATION', []),
      level: 'GRASSROOTS',
      cells: volumes.provinceCells,
    },
    standing({
      id: `UBND${code}`,
      name: `Ủy ban nhân dân ${placeName}`,
      shortName: `UBND ${code}`,
      block: 'GOVERNMENT',
      level: 'PROVINCE',
      kind: 'PEOPLES_COMMITTEE',
      parentId: 'CP',
      path: `CP.UBND${code}`,
      adminUnitCode: code,
    }),
    ...province.communes.map((commune) =>
      standing({
        id: `${code}.C${pad(commune.ordinal, 3)}`,
        name: `Đảng ủy ${commune.name}, ${name}`,
        shortName: `ĐU ${commune.name}`,
        block: 'PARTY',
        level: 'COMMUNE',
        kind: 'COMMITTEE',
        parentId: code,
        path: `TW.${code}.C${pad(commune.ordinal, 3)}`,
        adminUnitCode: commune.code,
        establishedOn: REFORM,
        networkPoints: 1,
        functions: ['ORG_WORK', 'INSPECTION', 'OFFICE', 'PROPAGANDA'],
      }),
    ),
  ];
}

/** Districts dissolved and communes merged on 1 July 2025; `OLD-H031` is the first of them in every size. */
function formerBodies(volumes: Volumes, provinces: readonly Province[]): readonly Standing[] {
  const seven = provinces.find((province) => province.ordinal === 7)!;
  const all = provinces.flatMap((province) => province.formerCommunes.map((unit) => ({ province, unit })));
  const merged = Array.from({ length: volumes.formerCommunes }, (_, index) => all[place(index, all.length, 3)]!);
  const others = provinces.length > 3 ? provinces.flatMap((p) => (p === seven ? [] : [{ province: p, at: 0 }])) : [];
  return [
    ...[{ province: seven, at: 0 }, ...others].map(({ province, at }) => {
      const unit = province.districts[at]!;
      return formerBody(
        province,
        unit,
        `OLD-H${pad(unit.ordinal, 3)}`,
        `H${pad(unit.ordinal, 3)}`,
        'Huyện ủy',
        'DISSOLVED',
      );
    }),
    ...merged.map(({ province, unit }) => {
      const suffix = `X${pad(unit.ordinal, 3)}`;
      return formerBody(province, unit, `OLD-${province.code}${suffix}`, suffix, 'Đảng ủy', 'MERGED');
    }),
  ];
}

function formerBody(
  province: Province,
  unit: { readonly code: string; readonly name: string; readonly successors: readonly number[] },
  id: string,
  segment: string,
  title: string,
  status: Standing['status'],
): Standing {
  return standing({
    id,
    name: `${title} ${unit.name}, ${province.name}`,
    shortName: `${title} ${unit.name}`,
    block: 'PARTY',
    level: 'COMMUNE',
    kind: 'COMMITTEE',
    status,
    parentId: province.code,
    path: `TW.${province.code}.${segment}`,
    adminUnitCode: unit.code,
    dissolvedOn: REFORM,
    successorIds: unit.successors.map((index) => `${province.code}.C${pad(province.communes[index]!.ordinal, 3)}`),
  });
}
