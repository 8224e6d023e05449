import { COORDINATES, type Coordinate } from './coordinates.js';

/**
 * What the graph has besides the agencies' data of the domain page: what the gateway tells of itself, and what changes
 * rows (access page, § 3). Random queries do not ask for it; the class of each is held all the same.
 */
const OPEN: Readonly<Record<string, string>> = {
  Query: 'explain:Explanation',
  Viewer: 'schema',
  Explanation:
    'refusal:ExplainedRefusal purpose policyClock policyVersion supergraphVersion fields:ExplainedField rows:ExplainedRows',
  ExplainedRefusal: 'code says',
  ExplainedField:
    'path coordinate class decision reason rule:ExplainedRule agreement condition steward:ExplainedSteward subgraphs missing howToAsk:ExplainedHowToAsk',
  ExplainedRule: 'id title says source',
  ExplainedSteward: 'code name focalPoint',
  ExplainedHowToAsk: 'command link',
  ExplainedRows: 'type condition',
};

const INSIDE: Readonly<Record<string, string>> = {
  Query: 'breakGlass:BreakGlass erasures:Erasure',
  Mutation:
    'requestBreakGlass:BreakGlassAnswer approveBreakGlass:BreakGlassAnswer endBreakGlass:BreakGlassAnswer requestShred:ErasureAnswer requestLegalHold:ErasureAnswer requestLiftOfHold:ErasureAnswer approveErasure:ErasureAnswer reportProgress:Task answerFeedback:FeedbackItem',
  BreakGlass:
    'id incident reason state type ids purpose minutes askedBy askedAt lapsesAt approvedBy endsAt stewardsTold',
  BreakGlassAnswer: 'done because says breakGlass:BreakGlass',
  Erasure: 'id kind of ids hold ground state askedBy askedAt approvedBy kept waiting keys logs unknown',
  ErasureAnswer: 'done because says erasure:Erasure',
};

const table = (
  fields: Readonly<Record<string, string>>,
  label: Pick<Coordinate, 'floor' | 'sharing' | 'personal'>,
): readonly (readonly [string, Coordinate])[] =>
  Object.entries(fields).flatMap(([type, names]) =>
    names.split(' ').map((name) => {
      const [field = '', gives = null] = name.split(':');
      return [`${type}.${field}`, { type, field, gives, list: false, ...label }] as const;
    }),
  );

const UNCLASSIFIED = { floor: 'UNCLASSIFIED', personal: 'NONE' } as const;

/** Who was shown a member's record: the gateway's to tell, and as much a part of the record as the rest of it. */
const ACCESSES = table(
  { Member: 'accesses:RecordAccess', RecordAccess: 'when organisation category purpose agreement origin' },
  { floor: 'UNCLASSIFIED', sharing: 'INTERNAL', personal: 'BASIC' },
);

/** Every coordinate that a line of the scope table can give: the agencies' data, and what the gateway adds to a record. */
export const OF_RECORDS: ReadonlyMap<string, Coordinate> = new Map([...COORDINATES, ...ACCESSES]);

/** `Type.field` → coordinate. */
export const BESIDES: ReadonlyMap<string, Coordinate> = new Map([
  ...table(OPEN, { ...UNCLASSIFIED, sharing: 'OPEN' }),
  ...table(INSIDE, { ...UNCLASSIFIED, sharing: 'DEFAULT' }),
  ...ACCESSES,
  ...table({ Mutation: 'requestCorrection:Member' }, { ...UNCLASSIFIED, sharing: 'INTERNAL' }),
]);
