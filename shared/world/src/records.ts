/**
 * The records of the synthetic world, in the shapes that agencies store. Dates are `YYYY-MM-DD`, instants RFC 3339,
 * ids opaque strings. Every record is synthetic: the generator is the only source.
 */
export type WorldSize = 'tiny' | 'small' | 'medium' | 'full';
export type Secrecy = 'UNCLASSIFIED' | 'CONFIDENTIAL' | 'SECRET' | 'TOP_SECRET';
export type Compartment = 'NHAN_SU' | 'KIEM_TRA' | 'DOI_NGOAI' | 'AN_NINH' | 'TAI_CHINH';

export interface AdminUnitRecord {
  readonly code: string;
  readonly name: string;
  readonly type: 'PROVINCE' | 'CENTRAL_CITY' | 'XA' | 'PHUONG' | 'DAC_KHU' | 'DISTRICT_FORMER' | 'COMMUNE_FORMER';
  readonly parentCode: string | null;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly replacedBy: readonly string[];
}

export type OrgBlock =
  'PARTY' | 'GOVERNMENT' | 'NATIONAL_ASSEMBLY' | 'PRESIDENCY' | 'JUDICIARY' | 'FRONT' | 'ARMED_FORCES';
export type OrgFunction =
  'ORG_WORK' | 'INSPECTION' | 'OFFICE' | 'PROPAGANDA' | 'INTERNAL_AFFAIRS' | 'POLICY' | 'DIGITAL_CRYPTO';

export interface OrganisationRecord {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly shortName: string;
  readonly block: OrgBlock;
  readonly level: 'CENTRAL' | 'PROVINCE' | 'COMMUNE' | 'GRASSROOTS' | 'CELL';
  readonly kind:
    | 'COMMITTEE'
    | 'ADVISORY_BODY'
    | 'OFFICE'
    | 'INSPECTION_COMMISSION'
    | 'GRASSROOTS_ORGANISATION'
    | 'CELL'
    | 'MINISTRY'
    | 'PEOPLES_COMMITTEE'
    | 'MASS_ORGANISATION'
    | 'STEERING_COMMITTEE';
  readonly functions: readonly OrgFunction[];
  readonly status: 'ACTIVE' | 'MERGED' | 'DISSOLVED';
  readonly parentId: string | null;
  /** Materialised path, e.g. `TW.G07.C012.K03.B02`. */
  readonly path: string;
  readonly adminUnitCode: string | null;
  readonly establishedOn: string;
  readonly dissolvedOn: string | null;
  readonly successorIds: readonly string[];
  readonly secrecy: Secrecy;
  readonly dataFocalPoint: string | null;
  readonly networkPoints: number | null;
}

export interface BadgeRecord {
  readonly years: number;
  readonly awardedOn: string;
  readonly number: string;
}
export interface DisciplineRecord {
  readonly form: 'REPRIMAND' | 'WARNING' | 'REMOVAL' | 'EXPULSION';
  readonly decidedOn: string;
  readonly decidedById: string;
  readonly decisionId: string | null;
  readonly grounds: string;
  readonly published: boolean;
}
export interface TransferRecord {
  readonly kind: 'OFFICIAL' | 'TEMPORARY' | 'ABROAD';
  readonly fromId: string;
  readonly toId: string;
  readonly introducedOn: string;
  readonly acceptedOn: string | null;
}
export interface AnnualReviewRecord {
  readonly year: number;
  readonly rating: string;
}
/** A member as stored: with whatever defects were injected. */
export interface MemberRecord {
  readonly id: string;
  readonly fullName: string;
  readonly birthName: string | null;
  readonly gender: 'MALE' | 'FEMALE';
  readonly dateOfBirth: string;
  readonly hometownCode: string | null;
  readonly hometownRaw: string;
  readonly permanentAddress: string;
  readonly phone: string;
  readonly nationalId: string | null;
  readonly cardNumber: string | null;
  readonly profileNumber: string;
  readonly ethnicity: string;
  readonly religion: string;
  readonly generalEducation: string;
  readonly professionalQualification: string;
  readonly theoryLevel: 'NONE' | 'SO_CAP' | 'TRUNG_CAP' | 'CAO_CAP' | 'CU_NHAN';
  readonly foreignLanguages: readonly string[];
  readonly occupation: string;
  readonly status:
    | 'PROBATIONARY'
    | 'OFFICIAL'
    | 'EXEMPTED'
    | 'TRANSFERRING'
    | 'SUSPENDED'
    | 'LEFT'
    | 'EXPELLED'
    | 'STRUCK_OFF'
    | 'DECEASED';
  readonly cellId: string;
  readonly partyPosition: string | null;
  readonly admissionDate: string;
  readonly officialDate: string | null;
  readonly badges: readonly BadgeRecord[];
  readonly discipline: readonly DisciplineRecord[];
  readonly transfers: readonly TransferRecord[];
  readonly annualReviews: readonly AnnualReviewRecord[];
  readonly secrecy: Secrecy;
  readonly identityVerifiedAt: string | null;
  /** Birth date confirmed by the population database when the identity was verified; kept out of the graph. */
  readonly civilDateOfBirth: string | null;
  readonly updatedAt: string;
}

export interface IndicatorRecord {
  readonly name: string;
  readonly unit: string;
  readonly target: number;
  readonly actual: number | null;
}
export interface ProgressUpdateRecord {
  readonly at: string;
  readonly byOrgId: string;
  readonly authorId: string;
  readonly authorName: string;
  readonly progressPct: number;
  readonly note: string;
}
export interface TaskRecord {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly description: string;
  readonly basisId: string;
  readonly basisClause: string;
  readonly assigner: 'CENTRAL_COMMITTEE' | 'POLITBURO' | 'SECRETARIAT' | 'GENERAL_SECRETARY' | 'STANDING_SECRETARIAT';
  readonly leadOrgId: string;
  readonly coOrgIds: readonly string[];
  readonly responsibleId: string;
  readonly responsibleName: string;
  readonly responsiblePosition: string;
  readonly assignedOn: string;
  readonly dueOn: string;
  readonly originalDueOn: string;
  readonly completedOn: string | null;
  readonly status: 'ASSIGNED' | 'IN_PROGRESS' | 'SUBMITTED' | 'RETURNED' | 'COMPLETED' | 'SUSPENDED' | 'CANCELLED';
  /** As of the world's clock. */
  readonly timeliness: 'EARLY' | 'ON_TIME' | 'DUE_SOON' | 'OVERDUE' | 'DONE_LATE';
  readonly progressPct: number;
  readonly expectedProduct: string;
  readonly productIds: readonly string[];
  readonly indicators: readonly IndicatorRecord[];
  readonly obstacles: string | null;
  /** Newest first. */
  readonly updates: readonly ProgressUpdateRecord[];
  readonly evaluation: string | null;
  readonly secrecy: Secrecy;
  readonly compartments: readonly Compartment[];
}

export interface FeedbackRecord {
  readonly id: string;
  readonly kind: 'REFLECTION' | 'RECOMMENDATION' | 'INITIATIVE' | 'SOLUTION';
  readonly submitterKind: 'CITIZEN' | 'BUSINESS' | 'ORGANISATION' | 'OFFICIAL';
  readonly submitterName: string;
  readonly submitterContact: string;
  readonly subject: string;
  readonly content: string;
  readonly resolutionId: string | null;
  readonly taskId: string | null;
  readonly receivedOn: string;
  readonly handledById: string;
  readonly status:
    'RECEIVED' | 'CLASSIFIED' | 'FORWARDED' | 'IN_PROGRESS' | 'ANSWERED' | 'CLOSED' | 'DUPLICATE' | 'OUT_OF_SCOPE';
  readonly reply: string | null;
  readonly publicReply: string | null;
}

export interface AttachmentRecord {
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly downloadRef: string;
}
export interface DeliveryRecord {
  readonly toId: string;
  readonly messageId: string;
  readonly sentAt: string;
  readonly receivedAt: string | null;
}
export interface DocumentRecord {
  readonly id: string;
  readonly docType: string;
  readonly number: number;
  readonly symbol: string;
  readonly term: string;
  readonly abstract: string;
  readonly issuerId: string;
  readonly issuedOn: string;
  readonly effectiveOn: string | null;
  readonly status: 'DRAFT' | 'IN_FORCE' | 'AMENDED' | 'REPLACED' | 'REPEALED';
  readonly replacesIds: readonly string[];
  readonly signerName: string;
  readonly signerTitle: string;
  readonly signerId: string | null;
  readonly urgency: 'THUONG' | 'KHAN' | 'THUONG_KHAN' | 'HOA_TOC';
  readonly circulation: 'PUBLIC' | 'PARTY_INTERNAL' | 'RECIPIENTS_ONLY' | 'RETURN_AFTER_MEETING';
  readonly recipientIds: readonly string[];
  readonly secrecy: Secrecy;
  readonly compartments: readonly Compartment[];
  readonly secrecySetOn: string | null;
  readonly secrecyUntil: string | null;
  readonly content: string;
  readonly attachments: readonly AttachmentRecord[];
  readonly signatureValid: boolean;
  readonly deliveries: readonly DeliveryRecord[];
  readonly fileCode: string;
  readonly retention: string;
}

export type AccountFunction = OrgFunction | 'CELL_SECRETARY' | 'DATA_QUALITY' | 'AUDIT';
export type Zone = 'PARTY_WAN' | 'STATE_NETWORK' | 'INTERNET';
/** What is true of an account from one day to another (`to` exclusive, null = open). */
export interface Dated<T> {
  readonly value: T;
  readonly from: string;
  readonly to: string | null;
}
export interface AccountRecord {
  readonly id: string;
  readonly issuer: string;
  readonly sub: string;
  readonly kind: 'PERSON' | 'APPLICATION';
  readonly memberId: string | null;
  readonly orgId: string;
  readonly functions: readonly Dated<AccountFunction>[];
  readonly clearance: readonly Dated<Secrecy>[];
  readonly compartments: readonly Dated<Compartment>[];
  readonly purposes: readonly Dated<string>[];
  readonly status: 'ACTIVE' | 'SUSPENDED' | 'CLOSED';
  readonly validFrom: string;
  readonly validTo: string | null;
}
/** A named account of the demonstration, with how it usually comes in. */
export interface Persona {
  readonly code: string;
  readonly name: string;
  readonly accountId: string;
  readonly zone: Zone;
  readonly hardwareKey: boolean;
  /** `null` where the account declares none (P10, P12 …). */
  readonly defaultPurpose: string | null;
  /** What this persona is for, one line. */
  readonly says: string;
}
export interface AgreementRecord {
  readonly id: string;
  readonly version: number;
  readonly steward: string;
  /** Organisation ids, or a block name for a standing agreement. */
  readonly assigneeOrgIds: readonly string[];
  readonly dataset: string;
  /** `Type.field` coordinates, and `Type.field(argument:)` or `Input.field` for filters. */
  readonly coordinates: readonly string[];
  readonly purposes: readonly string[];
  readonly validFrom: string;
  readonly validTo: string;
  readonly maxRowsPerQuery: number | null;
  readonly maxSubjectsPerDay: number | null;
  readonly duties: readonly string[];
  readonly status: 'IN_FORCE' | 'REVOKED' | 'DRAFT';
}
export interface PurposeRecord {
  readonly code: string;
  readonly label: string;
  readonly dpvParent: string;
  readonly legalBasis: string;
}
/** One injected defect, with the value of the clean twin. */
export interface Defect {
  readonly recordId: string;
  readonly code: string;
  readonly field: string;
  readonly cleanValue: unknown;
  readonly dirtyValue: unknown;
}

/** The whole world of one size and seed. Every record regenerates alone; iteration is in index order and streams. */
export interface World {
  readonly size: WorldSize;
  readonly seed: string;
  /** `2026-03-15T09:00:00+07:00`. */
  readonly now: string;
  readonly counts: {
    readonly adminUnits: number;
    readonly organisations: number;
    readonly members: number;
    readonly tasks: number;
    readonly feedback: number;
    readonly documents: number;
    readonly accounts: number;
    readonly agreements: number;
  };
  readonly personas: readonly Persona[];
  readonly purposes: readonly PurposeRecord[];
  readonly agreements: readonly AgreementRecord[];
  adminUnits(): Iterable<AdminUnitRecord>;
  organisations(from?: number, to?: number): Iterable<OrganisationRecord>;
  members(from?: number, to?: number): Iterable<MemberRecord>;
  tasks(): Iterable<TaskRecord>;
  feedback(): Iterable<FeedbackRecord>;
  documents(from?: number, to?: number): Iterable<DocumentRecord>;
  accounts(from?: number, to?: number): Iterable<AccountRecord>;
  adminUnit(code: string): AdminUnitRecord | undefined;
  organisation(id: string): OrganisationRecord | undefined;
  member(id: string): MemberRecord | undefined;
  task(id: string): TaskRecord | undefined;
  feedbackItem(id: string): FeedbackRecord | undefined;
  document(id: string): DocumentRecord | undefined;
  account(id: string): AccountRecord | undefined;
  memberIdAt(index: number): string;
  documentIdAt(index: number): string;
  /** Defects injected into members of the index range, into tasks and into documents. */
  truth(kind: 'members' | 'tasks' | 'documents', from?: number, to?: number): Iterable<Defect>;
}
