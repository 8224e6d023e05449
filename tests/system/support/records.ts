import { countsBy, qualityOf } from './aggregates.js';
import type {
  AttachmentRecord,
  BadgeRecord,
  DeliveryRecord,
  DisciplineRecord,
  DocumentRecord,
  FeedbackRecord,
  MemberRecord,
  OrganisationRecord,
  TaskRecord,
  World,
} from '@agency-graph/world';

/** Name of a GraphQL type with the record that an object of it tells of. */
export interface Told {
  readonly type: string;
  readonly record: unknown;
}

/** What a field gives: a value as it is written in the answer, one told record, a list of them, or nothing. */
export type Given = string | number | boolean | null | readonly (string | number)[] | Told | readonly Told[];

export type Arguments = Readonly<Record<string, unknown>>;

/** Field → what the generator's record says, for one type. `args` are those of the field in the query. */
// oxlint-disable-next-line typescript/no-explicit-any -- one table for records of all types
export type FieldTable = Readonly<Record<string, (record: any, args: Arguments) => Given>>;

/**
 * What every field of the graph must say, read from the generator's records and written here a second time: it shares
 * nothing with the agencies' SQL or the gateway. Lists are given whole, in the order that the schema promises; which
 * rows of them a caller may see is the test's to say.
 */
export function fieldTables(world: World): Readonly<Record<string, FieldTable>> {
  const told = (type: string, record: unknown): Told | null =>
    record === undefined || record === null ? null : { type, record };
  const allTold = (type: string, records: readonly unknown[]): readonly Told[] =>
    records.map((record) => ({ type, record }));
  const organisation = (id: string | null): Told | null =>
    id === null ? null : told('Organisation', world.organisation(id));
  const organisations = (ids: readonly string[]): readonly Told[] =>
    allTold(
      'Organisation',
      ids.map((id) => world.organisation(id)),
    );
  const document = (id: string | null): Told | null => (id === null ? null : told('Document', world.document(id)));
  const member = (id: string | null): Told | null => (id === null ? null : told('Member', world.member(id)));
  const adminUnit = (code: string | null): Told | null =>
    code === null ? null : told('AdminUnit', world.adminUnit(code));
  const isUnder = (id: string, above: OrganisationRecord): boolean => {
    const path = world.organisation(id)?.path ?? '';
    return path === above.path || path.startsWith(`${above.path}.`);
  };
  const same = (...names: readonly string[]): FieldTable =>
    Object.fromEntries(names.map((name) => [name, (record: Record<string, Given>) => record[name] ?? null]));

  // No agency serves TOP_SECRET rows (R5).
  const members = [...world.members()].filter(isServed).toSorted(byName);
  const tasks = [...world.tasks()].filter(isServed).toSorted(byDueDay);
  const documents = [...world.documents()].filter(isServed).toSorted(newestFirst);
  const feedback = [...world.feedback()].toSorted(latestFirst);

  const organisationsByPath = [...world.organisations()].toSorted((a, b) => compare(a.path, b.path));
  const organisationPage = (kept: (one: OrganisationRecord) => boolean, { level, block, under }: Arguments): Told =>
    page(
      allTold(
        'Organisation',
        organisationsByPath.filter(
          (one) =>
            kept(one) &&
            (level === undefined || one.level === level) &&
            (block === undefined || one.block === block) &&
            (under === undefined || isUnderId(one.id, String(under))),
        ),
      ),
      'OrganisationConnection',
    );
  const memberPage = (kept: (one: MemberRecord) => boolean, { filter }: Arguments): Told =>
    page(allTold('Member', members.filter(kept).filter(memberFilter(filter, isUnderId))), 'MemberConnection');
  const isUnderId = (id: string, above: string): boolean => {
    const organisationAbove = world.organisation(above);
    return organisationAbove !== undefined && isUnder(id, organisationAbove);
  };
  const taskPage = (kept: (one: TaskRecord) => boolean, { filter }: Arguments): Told =>
    page(allTold('Task', tasks.filter(kept).filter(taskFilter(filter))), 'TaskConnection');
  const documentPage = (kept: (one: DocumentRecord) => boolean, { filter }: Arguments): Told =>
    page(allTold('Document', documents.filter(kept).filter(documentFilter(filter))), 'DocumentConnection');

  return {
    Query: {
      organisation: (_, { id, code }) =>
        code === undefined
          ? organisation(id as string)
          : told(
              'Organisation',
              organisationsByPath.find((one) => one.code === code && (id === undefined || one.id === id)),
            ),
      organisations: (_, args) => organisationPage(() => true, args),
      adminUnit: (_, { code }) => adminUnit(code as string),
      member: (_, { id }) => member(id as string),
      members: (_, args) => memberPage(() => true, args),
      task: (_, { id }) =>
        told(
          'Task',
          tasks.find((one) => one.id === id),
        ),
      tasks: (_, args) => taskPage(() => true, args),
      feedbackItem: (_, { id }) => told('FeedbackItem', world.feedbackItem(id as string)),
      publicFeedback: () =>
        allTold(
          'PublishedFeedback',
          feedback.filter((one) => one.publicReply !== null),
        ),
      document: (_, { id }) =>
        told(
          'Document',
          documents.find((one) => one.id === id),
        ),
      documents: (_, args) => documentPage(() => true, args),
    },
    AdminUnit: {
      ...same('code', 'name', 'type', 'validFrom', 'validTo'),
      parent: ({ parentCode }) => adminUnit(parentCode),
      replacedBy: ({ replacedBy }) =>
        allTold(
          'AdminUnit',
          replacedBy.map((code: string) => world.adminUnit(code)),
        ),
    },
    Organisation: {
      ...same('id', 'code', 'name', 'shortName', 'block', 'level', 'kind', 'functions', 'status', 'path'),
      ...same('establishedOn', 'dissolvedOn', 'secrecy', 'dataFocalPoint', 'networkPoints'),
      parent: ({ parentId }: OrganisationRecord) => organisation(parentId),
      adminUnit: ({ adminUnitCode }: OrganisationRecord) => adminUnit(adminUnitCode),
      successors: ({ successorIds }: OrganisationRecord) => organisations(successorIds),
      members: (one: OrganisationRecord, args) => memberPage(({ cellId }) => isUnder(cellId, one), args),
      tasks: (one: OrganisationRecord, args) => taskPage(({ leadOrgId }) => isUnder(leadOrgId, one), args),
      documentsIssued: (one: OrganisationRecord, args) => documentPage(({ issuerId }) => isUnder(issuerId, one), args),
      documentsReceived: ({ id }: OrganisationRecord, args) =>
        documentPage(({ recipientIds }) => recipientIds.includes(id), args),
      children: ({ id }: OrganisationRecord) => organisationPage(({ parentId }) => parentId === id, {}),
      memberStats: (one: OrganisationRecord, { by }) => allTold('CountBucket', countsBy(String(by), world, one)),
      dataQuality: (one: OrganisationRecord) => allTold('QualityScore', qualityOf(world, one)),
    },
    Member: {
      ...same('id', 'fullName', 'birthName', 'gender', 'dateOfBirth', 'hometownRaw', 'permanentAddress', 'phone'),
      ...same('nationalId', 'cardNumber', 'profileNumber', 'ethnicity', 'religion', 'generalEducation'),
      ...same('professionalQualification', 'theoryLevel', 'foreignLanguages', 'occupation', 'status', 'partyPosition'),
      ...same('admissionDate', 'officialDate', 'secrecy', 'identityVerifiedAt', 'updatedAt'),
      nationalIdMasked: ({ nationalId }: MemberRecord) => (nationalId === null ? null : masked(nationalId)),
      hometown: ({ hometownCode }: MemberRecord) => adminUnit(hometownCode),
      cell: ({ cellId }: MemberRecord) => organisation(cellId),
      badges: ({ badges }: MemberRecord) => allTold('Badge', badges),
      discipline: ({ discipline }: MemberRecord) => allTold('DisciplineRecord', discipline),
      transfers: ({ transfers }: MemberRecord) => allTold('Transfer', transfers),
      annualReviews: ({ annualReviews }: MemberRecord) => allTold('AnnualReview', annualReviews),
      responsibleFor: ({ id }: MemberRecord) =>
        allTold(
          'Task',
          tasks.filter(({ responsibleId }) => responsibleId === id),
        ),
    },
    Badge: same('years', 'awardedOn', 'number') satisfies Partial<Record<keyof BadgeRecord, unknown>>,
    DisciplineRecord: {
      ...same('form', 'decidedOn', 'grounds', 'published'),
      decidedBy: ({ decidedById }: DisciplineRecord) => organisation(decidedById),
      decision: ({ decisionId }: DisciplineRecord) => document(decisionId),
    },
    Transfer: {
      ...same('kind', 'introducedOn', 'acceptedOn'),
      from: ({ fromId }) => organisation(fromId),
      to: ({ toId }) => organisation(toId),
    },
    AnnualReview: same('year', 'rating'),
    Verification: same('matched', 'status'),
    CountBucket: same('key', 'count', 'suppressed'),
    QualityScore: same('dimension', 'passed', 'applicable'),
    Task: {
      ...same('id', 'code', 'title', 'description', 'basisClause', 'assigner', 'responsibleName'),
      ...same('responsiblePosition', 'assignedOn', 'dueOn', 'originalDueOn', 'completedOn', 'status', 'timeliness'),
      ...same('progressPct', 'expectedProduct', 'obstacles', 'evaluation', 'secrecy', 'compartments'),
      basis: ({ basisId }: TaskRecord) => document(basisId),
      leadOrg: ({ leadOrgId }: TaskRecord) => organisation(leadOrgId),
      coOrgs: ({ coOrgIds }: TaskRecord) => organisations(coOrgIds),
      responsible: ({ responsibleId }: TaskRecord) => member(responsibleId),
      products: ({ productIds }: TaskRecord) =>
        allTold(
          'Document',
          documents.filter(({ id }) => productIds.includes(id)),
        ),
      indicators: ({ indicators }: TaskRecord) => allTold('Indicator', indicators),
      updates: ({ updates }: TaskRecord) => allTold('ProgressUpdate', updates),
      feedback: ({ id }: TaskRecord) =>
        allTold(
          'FeedbackItem',
          feedback.filter(({ taskId }) => taskId === id),
        ),
    },
    Indicator: same('name', 'unit', 'target', 'actual'),
    ProgressUpdate: {
      ...same('at', 'authorName', 'progressPct', 'note'),
      byOrg: ({ byOrgId }) => organisation(byOrgId),
      author: ({ authorId }) => member(authorId),
    },
    FeedbackItem: {
      ...same('id', 'kind', 'submitterKind', 'submitterName', 'submitterContact', 'subject', 'content'),
      ...same('receivedOn', 'status', 'reply', 'publicReply'),
      resolution: ({ resolutionId }: FeedbackRecord) => document(resolutionId),
      task: ({ taskId }: FeedbackRecord) => told('Task', taskId === null ? null : world.task(taskId)),
      handledBy: ({ handledById }: FeedbackRecord) => organisation(handledById),
    },
    PublishedFeedback: same('id', 'kind', 'receivedOn', 'status', 'publicReply'),
    Document: {
      ...same('id', 'docType', 'number', 'symbol', 'term', 'abstract', 'issuedOn', 'effectiveOn', 'status'),
      ...same('signerName', 'signerTitle', 'urgency', 'circulation', 'compartments', 'secrecySetOn', 'secrecyUntil'),
      ...same('content', 'signatureValid', 'fileCode', 'retention'),
      secrecy: ({ secrecy, secrecyUntil }: DocumentRecord) =>
        // Past its date it is no secret any more (R17); the clock stands after 1 March 2026.
        secrecyUntil !== null && secrecyUntil < world.now.slice(0, 10) ? 'UNCLASSIFIED' : secrecy,
      issuer: ({ issuerId }: DocumentRecord) => organisation(issuerId),
      recipients: ({ recipientIds }: DocumentRecord) => organisations(recipientIds),
      signer: ({ signerId }: DocumentRecord) => member(signerId),
      replaces: ({ replacesIds }: DocumentRecord) =>
        allTold(
          'Document',
          documents.filter(({ id }) => replacesIds.includes(id)),
        ),
      attachments: ({ attachments }: DocumentRecord) => allTold('Attachment', attachments),
      deliveries: ({ deliveries }: DocumentRecord) => allTold('Delivery', deliveries),
      tasks: ({ id }: DocumentRecord) =>
        allTold(
          'Task',
          tasks.filter(({ basisId }) => basisId === id),
        ),
    },
    Attachment: same('fileName', 'mediaType', 'sizeBytes', 'sha256', 'downloadRef') satisfies Partial<
      Record<keyof AttachmentRecord, unknown>
    >,
    Delivery: {
      ...same('messageId', 'sentAt', 'receivedAt'),
      to: ({ toId }: DeliveryRecord) => organisation(toId),
    },
  };
}

/** A page over those rows; cut to `first` once the test has said which of them the caller sees. */
const page = (nodes: readonly Told[], type: string): Told => ({ type, record: { nodes } });

/** By code point, as the databases collate. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

interface WithSecrecy {
  readonly secrecy: string;
}
const isServed = ({ secrecy }: WithSecrecy): boolean => secrecy !== 'TOP_SECRET';

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => compare(a.id, b.id);
const byName = (a: MemberRecord, b: MemberRecord): number =>
  compare(withoutMarks(a.fullName), withoutMarks(b.fullName)) || byId(a, b);
const byDueDay = (a: TaskRecord, b: TaskRecord): number => compare(a.dueOn, b.dueOn) || byId(a, b);
const newestFirst = (a: DocumentRecord, b: DocumentRecord): number => compare(b.issuedOn, a.issuedOn) || byId(a, b);
const latestFirst = (a: FeedbackRecord, b: FeedbackRecord): number => compare(b.receivedOn, a.receivedOn) || byId(a, b);

/** A name as lists are ordered and searched by: lower case, no diacritics, single spaces. */
export const withoutMarks = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .replaceAll(/[đĐ]/g, 'd')
    .toLowerCase()
    .replaceAll(/[\s\u00A0]+/g, ' ')
    .trim();

/** Three digits at either end; nothing of what is too short to hide half of. */
const masked = (id: string): string =>
  id.length < 9 ? '*'.repeat(id.length) : `${id.slice(0, 3)}${'*'.repeat(id.length - 6)}${id.slice(-3)}`;

const memberFilter = (filter: unknown, isUnder: (id: string, above: string) => boolean) => {
  const { cellId, under, name, status, religion, theoryLevel } = (filter ?? {}) as Record<string, string | undefined>;
  return (one: MemberRecord): boolean =>
    (cellId === undefined || one.cellId === cellId) &&
    (under === undefined || isUnder(one.cellId, under)) &&
    (name === undefined || withoutMarks(one.fullName).startsWith(withoutMarks(name))) &&
    (status === undefined || one.status === status) &&
    (religion === undefined || one.religion === religion) &&
    (theoryLevel === undefined || one.theoryLevel === theoryLevel);
};

const taskFilter = (filter: unknown) => {
  const { resolutionId, leadOrgId, status, timeliness, dueBefore } = (filter ?? {}) as Record<
    string,
    string | undefined
  >;
  return (one: TaskRecord): boolean =>
    (resolutionId === undefined || one.basisId === resolutionId) &&
    (leadOrgId === undefined || one.leadOrgId === leadOrgId) &&
    (status === undefined || one.status === status) &&
    (timeliness === undefined || one.timeliness === timeliness) &&
    (dueBefore === undefined || one.dueOn < dueBefore);
};

const documentFilter = (filter: unknown) => {
  const { docType, issuerId, term, number, issuedAfter, text } = (filter ?? {}) as Record<
    string,
    string | number | undefined
  >;
  return (one: DocumentRecord): boolean =>
    (docType === undefined || one.docType === docType) &&
    (issuerId === undefined || one.issuerId === issuerId) &&
    (term === undefined || one.term === term) &&
    (number === undefined || one.number === number) &&
    (issuedAfter === undefined || one.issuedOn > issuedAfter) &&
    (text === undefined || withoutMarks(one.abstract).includes(withoutMarks(String(text))));
};
