/**
 * Every coordinate of the graph with its label, copied by hand from the domain page (§ 2.3 to 2.6) into a second place
 * on purpose: neither the agencies' SDL nor the gateway's merged labels are read here.
 */
export type Level = 'UNCLASSIFIED' | 'CONFIDENTIAL' | 'SECRET' | 'TOP_SECRET';
export type SharingGate = 'OPEN' | 'DEFAULT' | 'ON_REQUEST' | 'INTERNAL';
export type Grade = 'NONE' | 'BASIC' | 'SENSITIVE';

export interface Coordinate {
  readonly type: string;
  readonly field: string;
  /** Type of the objects it gives; null for a leaf. */
  readonly gives: string | null;
  /** Whether it gives a list of them. */
  readonly list: boolean;
  readonly floor: Level;
  readonly sharing: SharingGate;
  readonly personal: Grade;
}

/** Type → label → its fields; `field:Type` gives an object, `field:[Type` a list of them. */
const TABLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  PageInfo: {
    'UNCLASSIFIED OPEN NONE': 'hasNextPage endCursor',
  },
  Organisation: {
    'UNCLASSIFIED DEFAULT NONE':
      'id code name shortName block level kind functions status parent:Organisation children:OrganisationConnection path establishedOn dissolvedOn successors:[Organisation memberStats:[CountBucket dataQuality:[QualityScore tasks:TaskConnection documentsIssued:DocumentConnection',
    'UNCLASSIFIED OPEN NONE': 'adminUnit:AdminUnit',
    'UNCLASSIFIED INTERNAL NONE': 'secrecy documentsReceived:DocumentConnection',
    'UNCLASSIFIED ON_REQUEST BASIC': 'dataFocalPoint members:MemberConnection',
    'CONFIDENTIAL INTERNAL NONE': 'networkPoints',
  },
  OrganisationConnection: {
    'UNCLASSIFIED DEFAULT NONE': 'nodes:[Organisation pageInfo:PageInfo',
  },
  AdminUnit: {
    'UNCLASSIFIED OPEN NONE': 'code name type parent:AdminUnit validFrom validTo replacedBy:[AdminUnit',
  },
  Query: {
    'UNCLASSIFIED DEFAULT NONE':
      'organisation:Organisation organisations:OrganisationConnection task:Task tasks:TaskConnection taskStats:[TaskStat feedbackItem:FeedbackItem document:Document documents:DocumentConnection',
    'UNCLASSIFIED OPEN NONE': 'adminUnit:AdminUnit publicFeedback:[PublishedFeedback viewer:Viewer',
    'UNCLASSIFIED INTERNAL BASIC': 'me:Member',
    'UNCLASSIFIED ON_REQUEST BASIC': 'member:Member members:MemberConnection',
    'UNCLASSIFIED ON_REQUEST SENSITIVE': 'verifyMember:Verification',
  },
  Member: {
    'UNCLASSIFIED ON_REQUEST NONE': 'id identityVerifiedAt updatedAt',
    'UNCLASSIFIED ON_REQUEST BASIC':
      'fullName birthName gender dateOfBirth hometown:AdminUnit nationalIdMasked occupation partyPosition',
    'UNCLASSIFIED INTERNAL BASIC':
      'hometownRaw permanentAddress phone profileNumber generalEducation professionalQualification theoryLevel foreignLanguages badges:[Badge qualityIssues:[QualityIssue responsibleFor:[Task',
    'UNCLASSIFIED INTERNAL SENSITIVE':
      'nationalId cardNumber ethnicity religion admissionDate officialDate transfers:[Transfer annualReviews:[AnnualReview',
    'UNCLASSIFIED ON_REQUEST SENSITIVE': 'status cell:Organisation',
    'CONFIDENTIAL INTERNAL SENSITIVE': 'discipline:[DisciplineRecord',
    'UNCLASSIFIED INTERNAL NONE': 'secrecy',
  },
  Badge: {
    'UNCLASSIFIED INTERNAL BASIC': 'years awardedOn number',
  },
  DisciplineRecord: {
    'CONFIDENTIAL INTERNAL SENSITIVE': 'form decidedOn decidedBy:Organisation decision:Document grounds',
    'CONFIDENTIAL INTERNAL NONE': 'published',
  },
  Transfer: {
    'UNCLASSIFIED INTERNAL SENSITIVE': 'kind from:Organisation to:Organisation introducedOn acceptedOn',
  },
  AnnualReview: {
    'UNCLASSIFIED INTERNAL SENSITIVE': 'year rating',
  },
  QualityIssue: {
    'UNCLASSIFIED INTERNAL NONE': 'code dimension field detectedAt fixedAt',
  },
  MemberConnection: {
    'UNCLASSIFIED ON_REQUEST BASIC': 'nodes:[Member',
    'UNCLASSIFIED ON_REQUEST NONE': 'pageInfo:PageInfo',
  },
  CountBucket: {
    'UNCLASSIFIED DEFAULT NONE': 'key count suppressed',
  },
  QualityScore: {
    'UNCLASSIFIED DEFAULT NONE': 'dimension passed applicable',
  },
  Verification: {
    'UNCLASSIFIED ON_REQUEST SENSITIVE': 'matched status',
  },
  Task: {
    'UNCLASSIFIED DEFAULT NONE':
      'id code title basis:Document basisClause assigner leadOrg:Organisation coOrgs:[Organisation assignedOn dueOn completedOn status timeliness progressPct expectedProduct',
    'UNCLASSIFIED ON_REQUEST NONE':
      'description originalDueOn products:[Document indicators:[Indicator obstacles updates:[ProgressUpdate feedback:[FeedbackItem',
    'UNCLASSIFIED INTERNAL BASIC': 'responsible:Member',
    'UNCLASSIFIED ON_REQUEST BASIC': 'responsibleName responsiblePosition',
    'UNCLASSIFIED INTERNAL NONE': 'evaluation secrecy',
    'CONFIDENTIAL INTERNAL NONE': 'compartments',
  },
  Indicator: {
    'UNCLASSIFIED ON_REQUEST NONE': 'name unit target actual',
  },
  ProgressUpdate: {
    'UNCLASSIFIED ON_REQUEST NONE': 'at byOrg:Organisation progressPct note',
    'UNCLASSIFIED INTERNAL BASIC': 'author:Member',
    'UNCLASSIFIED ON_REQUEST BASIC': 'authorName',
  },
  FeedbackItem: {
    'UNCLASSIFIED DEFAULT NONE':
      'id kind submitterKind resolution:Document task:Task receivedOn handledBy:Organisation status publicReply',
    'UNCLASSIFIED INTERNAL BASIC': 'submitterName',
    'UNCLASSIFIED INTERNAL SENSITIVE': 'submitterContact content',
    'UNCLASSIFIED ON_REQUEST NONE': 'subject',
    'UNCLASSIFIED ON_REQUEST BASIC': 'reply',
  },
  PublishedFeedback: {
    'UNCLASSIFIED OPEN NONE': 'id kind receivedOn status publicReply',
  },
  TaskConnection: {
    'UNCLASSIFIED DEFAULT NONE': 'nodes:[Task pageInfo:PageInfo',
  },
  TaskStat: {
    'UNCLASSIFIED DEFAULT NONE': 'key count',
  },
  Document: {
    'UNCLASSIFIED DEFAULT NONE':
      'tasks:[Task id docType number symbol term abstract issuer:Organisation issuedOn effectiveOn status replaces:[Document signerTitle signatureValid',
    'UNCLASSIFIED DEFAULT BASIC': 'signerName',
    'UNCLASSIFIED INTERNAL BASIC': 'signer:Member',
    'UNCLASSIFIED ON_REQUEST NONE': 'urgency circulation recipients:[Organisation content attachments:[Attachment',
    'UNCLASSIFIED INTERNAL NONE': 'secrecy deliveries:[Delivery fileCode retention',
    'CONFIDENTIAL INTERNAL NONE': 'compartments secrecySetOn secrecyUntil',
  },
  Attachment: {
    'UNCLASSIFIED ON_REQUEST NONE': 'fileName mediaType sizeBytes sha256',
    'UNCLASSIFIED INTERNAL NONE': 'downloadRef',
  },
  Delivery: {
    'UNCLASSIFIED INTERNAL NONE': 'to:Organisation messageId sentAt receivedAt',
  },
  DocumentConnection: {
    'UNCLASSIFIED DEFAULT NONE': 'nodes:[Document pageInfo:PageInfo',
  },
  Viewer: {
    'UNCLASSIFIED OPEN NONE':
      'account organisation:Organisation zone clearance functions purposes agreements:[ViewerAgreement',
  },
  ViewerAgreement: {
    'UNCLASSIFIED OPEN NONE': 'id validTo',
  },
};

/** `Type.field` → coordinate. */
export const COORDINATES: ReadonlyMap<string, Coordinate> = new Map(
  Object.entries(TABLE).flatMap(([type, byLabel]) =>
    Object.entries(byLabel).flatMap(([label, names]) => {
      const [floor, sharing, personal] = label.split(' ') as [Level, SharingGate, Grade];
      return names.split(' ').map((name): [string, Coordinate] => {
        const [field = '', given = null] = name.split(':');
        const gives = given?.replace('[', '') ?? null;
        return [`${type}.${field}`, { type, field, gives, list: given !== gives, floor, sharing, personal }];
      });
    }),
  ),
);

/** Argument or input field → the fields that it reads (§ 2.1). What is not named here is paging or a plain key. */
export const READS: Readonly<Record<string, readonly string[]>> = {
  'Query.organisation(code:)': ['Organisation.code'],
  'Query.organisations(level:)': ['Organisation.level'],
  'Query.organisations(block:)': ['Organisation.block'],
  'Query.organisations(under:)': ['Organisation.path'],
  'Query.taskStats(by:)': ['Task.basis', 'Task.status', 'Task.timeliness', 'Task.leadOrg'],
  'MemberFilter.cellId': ['Member.cell'],
  'MemberFilter.under': ['Member.cell'],
  'MemberFilter.name': ['Member.fullName'],
  'MemberFilter.status': ['Member.status'],
  'MemberFilter.religion': ['Member.religion'],
  'MemberFilter.theoryLevel': ['Member.theoryLevel'],
  'TaskFilter.resolutionId': ['Task.basis'],
  'TaskFilter.leadOrgId': ['Task.leadOrg'],
  'TaskFilter.status': ['Task.status'],
  'TaskFilter.timeliness': ['Task.timeliness'],
  'TaskFilter.dueBefore': ['Task.dueOn'],
  'DocumentFilter.docType': ['Document.docType'],
  'DocumentFilter.issuerId': ['Document.issuer'],
  'DocumentFilter.term': ['Document.term'],
  'DocumentFilter.number': ['Document.number'],
  'DocumentFilter.issuedAfter': ['Document.issuedOn'],
  'DocumentFilter.text': ['Document.abstract'],
};
