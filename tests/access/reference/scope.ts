import type { AgreementRecord } from '@agency-graph/world';
import type { Coordinate } from './coordinates.js';
import { usableAgreements, type ReferenceCaller } from './caller.js';
import type { Row } from './row.js';

/** A line of the scope table that holds for one caller and purpose: the rows it covers and the fields it grants. */
export interface Grant {
  readonly line: string;
  readonly type: string;
  covers(row: Row): boolean;
  gives(coordinate: Coordinate): boolean;
}

/** Types whose objects are a part of another's row: `DisciplineRecord.grounds` is read as a part of `Member.discipline`. */
export const PART_OF: Readonly<Record<string, string>> = {
  Badge: 'Member.badges',
  DisciplineRecord: 'Member.discipline',
  Transfer: 'Member.transfers',
  AnnualReview: 'Member.annualReviews',
  RecordAccess: 'Member.accesses',
  QualityIssue: 'Member.qualityIssues',
  CountBucket: 'Organisation.memberStats',
  QualityScore: 'Organisation.dataQuality',
  Indicator: 'Task.indicators',
  ProgressUpdate: 'Task.updates',
  Attachment: 'Document.attachments',
  Delivery: 'Document.deliveries',
};

/** `Type.field` of the row that a coordinate is read from. */
export const rootOf = ({ type, field }: Coordinate): string => PART_OF[type] ?? `${type}.${field}`;
const fieldOf = (coordinate: Coordinate): string => rootOf(coordinate).split('.')[1]!;

/** Segment by segment: `TW.G07` covers `TW.G07.C012` and never `TW.G070`. */
export const isUnder = (path: string, above: string): boolean => path === above || path.startsWith(`${above}.`);

/** The summary of the e-handbook (Reg. 339), then their own education, badges, reviews and accesses. */
const SUMMARY = 'fullName dateOfBirth gender admissionDate officialDate cardNumber cell nationalId phone';
const OWN = 'generalEducation professionalQualification theoryLevel foreignLanguages badges annualReviews accesses';
const SELF = new Set(`${SUMMARY} ${OWN}`.split(' '));
const CELL_VIEW = new Set(['fullName', 'partyPosition', 'status', 'phone']);
const FULL_NUMBERS = new Set(['nationalId', 'cardNumber']);
const AGGREGATES = new Set(['memberStats', 'dataQuality']);
const TO_THE_PLATFORM = new Set(['Attachment.downloadRef', 'Document.deliveries']);
const ANYBODY_OF_THE_PARTY = new Set(['PUBLIC', 'PARTY_INTERNAL']);

/** The lines of the scope table (§ 3) that hold for this caller under the declared purpose. */
export function grantsOf(caller: ReferenceCaller): readonly Grant[] {
  const { organisation, functions, purpose, memberId } = caller;
  const isParty = organisation.block === 'PARTY';
  const isOf = (id: string): boolean => organisation.id === id;
  const has = (name: string): boolean => functions.has(name);
  const forPurpose = (...purposes: readonly string[]): boolean => purpose !== null && purposes.includes(purpose);
  const ownLine = ({ line }: Row): boolean => line.some((path) => isUnder(path, organisation.path));
  /** Issuer or recipient, lead or co-agency: that organisation itself. Where the table means a line, it says so. */
  const hasPart = (row: Row): boolean => [...row.line, ...row.others].includes(organisation.path);
  const open = ({ level }: Row): boolean => level === 'UNCLASSIFIED';
  const provinceOrAbove = organisation.level === 'PROVINCE' || organisation.level === 'CENTRAL';
  const grants: Grant[] = [];
  const grant = (line: string, type: string, holds: boolean, covers: Grant['covers'], gives: Grant['gives']): void =>
    void (holds && (isParty || TO_EVERYONE.has(line)) && grants.push({ line, type, covers, gives }));

  const every = (): boolean => true;
  const isNarrowed = caller.scopeTable === 'narrowed';
  // Nothing of a unit tells whose it is.
  grant('AdminUnit', 'AdminUnit', true, isNarrowed ? ownLine : every, every);
  const isWanted = ({ kind }: Row): boolean => kind === 'RECOMMENDATION';
  grant('PublishedFeedback', 'PublishedFeedback', true, isNarrowed ? isWanted : every, every);

  grant(
    'Organisation',
    'Organisation',
    true,
    open,
    (one) => one.sharing !== 'INTERNAL' && !AGGREGATES.has(fieldOf(one)),
  );
  grant(
    'Organisation INTERNAL',
    'Organisation',
    forPurpose('MEMBER_ADMIN', 'TASK_MONITORING', 'DATA_QUALITY'),
    (row) => ownLine(row) || isOf('VPTW') || (isOf('BTCTW') && has('ORG_WORK')),
    every,
  );
  grant(
    'memberStats, dataQuality',
    'Organisation',
    isParty && forPurpose('STATISTICS', 'MEMBER_ADMIN', 'DATA_QUALITY', 'TASK_MONITORING'),
    open,
    (one) => AGGREGATES.has(fieldOf(one)),
  );

  const orgWork = has('ORG_WORK') && forPurpose('MEMBER_ADMIN');
  grant(
    'Member own line',
    'Member',
    orgWork,
    (row) => ownLine(row) || isOf('BTCTW'),
    // The full numbers additionally need the province level (R7).
    (one) => !['discipline', 'accesses'].includes(fieldOf(one)) && (provinceOrAbove || !FULL_NUMBERS.has(fieldOf(one))),
  );
  grant(
    'Member self',
    'Member',
    forPurpose('SELF_SERVICE'),
    ({ id }) => memberId !== null && id === memberId,
    (one) => SELF.has(fieldOf(one)),
  );
  grant(
    'Member own cell',
    'Member',
    organisation.level === 'CELL' && has('CELL_SECRETARY') && forPurpose('MEMBER_ADMIN'),
    ({ line }) => line.includes(organisation.path),
    (one) => CELL_VIEW.has(fieldOf(one)),
  );
  grant(
    'Member discipline, inspection',
    'Member',
    has('INSPECTION') && forPurpose('INSPECTION'),
    (row) => ownLine(row) || isOf('UBKTTW'),
    (one) => fieldOf(one) === 'discipline',
  );
  grant(
    'Member discipline, organisation work',
    'Member',
    orgWork && provinceOrAbove,
    ownLine,
    (one) => fieldOf(one) === 'discipline' && one.field !== 'grounds',
  );
  grant(
    'Member quality',
    'Member',
    isOf('BTCTW') && has('DATA_QUALITY') && forPurpose('DATA_QUALITY'),
    every,
    (one) => fieldOf(one) === 'qualityIssues',
  );

  const follows = isOf('VPTW') || has('INSPECTION');
  const taskPurpose = forPurpose('TASK_MONITORING', 'INSPECTION', 'DOC_PROCESSING');
  grant('Task lead or co-agency', 'Task', taskPurpose, hasPart, (one) => one.field !== 'evaluation');
  grant('Task VPTW, inspection', 'Task', taskPurpose && follows, every, every);
  grant('Task UNCLASSIFIED', 'Task', isParty && purpose !== null, open, (one) => one.sharing === 'DEFAULT');

  grant('Document UNCLASSIFIED', 'Document', isParty && purpose !== null, open, (one) => one.sharing === 'DEFAULT');
  grant(
    'Document content',
    'Document',
    isParty && purpose !== null,
    (row) => open(row) && ANYBODY_OF_THE_PARTY.has(row.circulation ?? ''),
    (one) => fieldOf(one) === 'content' || (fieldOf(one) === 'attachments' && !isPlatforms(one)),
  );
  grant('Document issuer, recipient', 'Document', purpose !== null, hasPart, (one) => !isPlatforms(one));
  grant(
    'Document downloadRef, deliveries',
    'Document',
    purpose !== null && (isOf('VPTW') || has('OFFICE')),
    (row) => (isOf('VPTW') && open(row)) || (has('OFFICE') && row.line.includes(organisation.path)),
    isPlatforms,
  );

  const feedbackPurpose = forPurpose('FEEDBACK_HANDLING', 'TASK_MONITORING');
  grant('FeedbackItem handler', 'FeedbackItem', feedbackPurpose, (row) => ownLine(row) || isOf('VPTW'), every);
  grant('FeedbackItem', 'FeedbackItem', isParty && purpose !== null, every, (one) => one.sharing === 'DEFAULT');

  // D3: one person asks and another approves, both of the block.
  grant('Break-glass', 'BreakGlass', isParty && purpose !== null, every, every);
  grant('Break-glass', 'BreakGlassAnswer', isParty && purpose !== null, every, every);

  // Erasure from the log (audit page, § 2): the desk says which of them.
  grant('Erasure', 'Erasure', isParty && purpose !== null, every, every);
  grant('Erasure', 'ErasureAnswer', isParty && purpose !== null, every, every);

  // What changes rows, each on the caller's own (access page, § 3), and what asks for one of the two above.
  const change = (name: string, holds: boolean, covers: Grant['covers']): void =>
    grant(`Mutation ${name}`, 'Mutation', holds, covers, ({ field }) => field === name);
  change('reportProgress', forPurpose('TASK_MONITORING'), ({ line }) => line.includes(organisation.path));
  change('answerFeedback', feedbackPurpose, ({ line }) => line.includes(organisation.path));
  change('requestCorrection', orgWork, ownLine);
  change('requestCorrection', forPurpose('SELF_SERVICE'), ({ id }) => id === memberId);
  for (const name of DESKS) change(name, isParty && purpose !== null, every);

  // What the block decides for itself ends at its boundary: outside it, agreements alone (R11).
  for (const agreement of usableAgreements(caller)) {
    const named = new Set(agreement.coordinates);
    const onlyOpen = sharesOnlyOpen(agreement);
    for (const type of new Set(agreement.coordinates.map((one) => one.split('.')[0]!))) {
      grants.push({
        line: agreement.id,
        type,
        covers: (row) =>
          open(row) || (!onlyOpen && (type !== 'Organisation' && type !== 'Member' ? true : ownLine(row))),
        gives: (one) => named.has(`${one.type}.${one.field}`),
      });
    }
  }
  return grants;
}

export const sharesOnlyOpen = ({ duties }: Pick<AgreementRecord, 'duties'>): boolean =>
  duties.includes('ROW_SECRECY:UNCLASSIFIED');

/** Changes of the gateway's own, each at a desk that says who may ask for it. */
const DESKS =
  'requestBreakGlass approveBreakGlass endBreakGlass requestShred requestLegalHold requestLiftOfHold approveErasure'.split(
    ' ',
  );

const TO_EVERYONE = new Set(['AdminUnit', 'PublishedFeedback', 'Organisation']);

const isPlatforms = (one: Coordinate): boolean =>
  TO_THE_PLATFORM.has(`${one.type}.${one.field}`) || TO_THE_PLATFORM.has(rootOf(one));
