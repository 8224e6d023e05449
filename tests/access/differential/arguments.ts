import type { World } from '@agency-graph/world';
import type { ReferenceCaller } from '../reference/caller.js';
import { isUnder } from '../reference/scope.js';
import type { Random } from './random.js';

/** Ids of every kind of row, some that nobody gave among them. */
export interface Ids {
  readonly organisations: readonly string[];
  readonly members: readonly { readonly id: string; readonly path: string }[];
  readonly tasks: readonly string[];
  readonly documents: readonly string[];
  readonly feedback: readonly string[];
  readonly adminUnits: readonly string[];
  readonly resolutions: readonly string[];
  /** Members with discipline. */
  readonly disciplined: readonly string[];
  /** Documents whose level ends within a month of either policy clock. */
  readonly lapsing: readonly string[];
}

export function idsOf(world: World): Ids {
  const ids = (records: Iterable<{ readonly id: string }>): string[] => [...records].map(({ id }) => id);
  return {
    organisations: [...ids(world.organisations()), 'G99', 'G070'],
    members: [
      ...[...world.members()].map(({ id, cellId }) => ({ id, path: world.organisation(cellId)?.path ?? '' })),
      { id: 'M-999999', path: '' },
    ],
    tasks: [...ids(world.tasks()), 'T-9999'],
    documents: [...ids(world.documents()), 'D-9999999'],
    feedback: [...ids(world.feedback()), 'F-9999'],
    adminUnits: [...[...world.adminUnits()].map(({ code }) => code), 'XX'],
    disciplined: ids([...world.members()].filter(({ discipline }) => discipline.length > 0)),
    lapsing: ids(
      [...world.documents()].filter(
        ({ secrecyUntil }) => secrecyUntil !== null && secrecyUntil > '2025-01-01' && secrecyUntil < '2026-04-15',
      ),
    ),
    resolutions: [...new Set([...world.tasks()].map(({ basisId }) => basisId))],
  };
}

interface Ground {
  readonly random: Random;
  readonly world: World;
  readonly ids: Ids;
  /** Whether an argument or input field may be used: what it reads is not hidden. */
  reads(input: string): boolean;
  /** Whether the caller may filter by it. */
  mayFilter(input: string): boolean;
  readonly caller: ReferenceCaller;
  readonly most: number;
}

interface Given {
  readonly text: string;
  readonly rows: number;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly declared: Readonly<Record<string, string>>;
}

const NOTHING: Given = { text: '', rows: 1, variables: {}, declared: {} };

/** Arguments for a field, as text, with how many rows they ask for. */
export function argumentsOf(coordinate: string, ground: Ground): Given {
  const { random, ids, caller } = ground;
  const keyed = (name: string, id: string, type = 'ID!'): Given => {
    if (!random.chance(0.3)) return { ...NOTHING, text: `${name}: ${JSON.stringify(id)}` };
    const variable = `v${random.below(1_000_000)}`;
    return { ...NOTHING, text: `${name}: $${variable}`, variables: { [variable]: id }, declared: { [variable]: type } };
  };
  switch (coordinate) {
    case 'Query.organisation':
      return random.chance(0.1) && ground.reads('Query.organisation(code:)')
        ? {
            ...NOTHING,
            text: `code: ${JSON.stringify(ground.world.organisation(random.pick(ids.organisations))?.code ?? 'none')}`,
          }
        : keyed('id', organisationFor(ground), 'ID');
    case 'Query.member': {
      const near = ids.members.filter(({ path }) => isUnder(path, caller.organisation.path));
      if (random.chance(0.2)) return keyed('id', random.pick(ids.disciplined));
      const pool = near.length > 0 && random.chance(0.6) ? near : ids.members;
      return keyed('id', random.chance(0.1) ? (caller.memberId ?? 'M-000123') : random.pick(pool).id);
    }
    case 'Query.task':
      return keyed('id', random.pick(ids.tasks));
    case 'Query.document':
      return keyed('id', random.pick(random.chance(0.3) ? ids.lapsing : ids.documents));
    case 'Query.feedbackItem':
      return keyed('id', random.pick(ids.feedback));
    case 'Query.adminUnit':
      return keyed('code', random.pick(ids.adminUnits));
    case 'Query.organisations':
      return page(ground, organisationFilter(ground));
    case 'Query.members':
      return page(ground, [`filter: { ${memberFilter(ground, true)} }`]);
    case 'Organisation.members':
      return page(ground, random.chance(0.4) ? [`filter: { ${memberFilter(ground, false)} }`] : []);
    case 'Query.tasks':
    case 'Organisation.tasks':
      return page(ground, random.chance(0.5) ? [`filter: { ${taskFilter(ground)} }`] : []);
    case 'Query.documents':
    case 'Organisation.documentsIssued':
    case 'Organisation.documentsReceived':
      return page(ground, random.chance(0.5) ? [`filter: { ${documentFilter(ground)} }`] : []);
    case 'Organisation.children':
    case 'Document.tasks':
    case 'Task.updates':
    case 'Task.feedback':
    case 'Query.publicFeedback':
      return page(ground, []);
    case 'Query.taskStats':
      return {
        ...NOTHING,
        text: [
          `by: ${random.pick(['RESOLUTION', 'STATUS', 'TIMELINESS', 'LEAD_ORG'])}`,
          ...(random.chance(0.3) ? [`filter: { ${taskFilter(ground)} }`] : []),
        ].join(', '),
      };
    case 'Organisation.memberStats':
      return {
        ...NOTHING,
        text: `by: ${random.pick(['GENDER', 'AGE_BAND', 'THEORY_LEVEL', 'STATUS', 'ETHNICITY_BAND'])}`,
      };
    case 'Query.verifyMember':
      return verification(ground);
    default:
      return NOTHING;
  }
}

function page({ random, most }: Ground, others: readonly string[]): Given {
  const first = Math.max(1, Math.min(most, random.chance(0.15) ? 25 : 1 + random.below(7)));
  return { ...NOTHING, text: [...others, `first: ${first}`].join(', '), rows: first };
}

/** Organisations on the caller's own line, beside it and above it. */
function organisationFor({ random, ids, caller, world }: Ground): string {
  if (random.chance(0.2)) return caller.organisation.id;
  if (random.chance(0.2)) return random.pick(['TWG', 'G07', 'G11', 'CP', caller.organisation.parentId ?? 'TWG']);
  const own = ids.organisations.filter((id) => isUnder(world.organisation(id)?.path ?? '', caller.organisation.path));
  return random.pick(own.length > 0 && random.chance(0.4) ? own : ids.organisations);
}

function organisationFilter(ground: Ground): string[] {
  const { random } = ground;
  return [
    ['Query.organisations(level:)', `level: ${random.pick(['CENTRAL', 'PROVINCE', 'COMMUNE', 'CELL'])}`],
    ['Query.organisations(block:)', `block: ${random.pick(['PARTY', 'GOVERNMENT', 'ARMED_FORCES'])}`],
    ['Query.organisations(under:)', `under: "${organisationFor(ground)}"`],
  ].flatMap(([input = '', text = '']) => (random.chance(0.4) && ground.reads(input) ? [text] : []));
}

function memberFilter(ground: Ground, atLeastOne: boolean): string {
  const { random, world, ids } = ground;
  const like = world.member(random.pick(ids.members).id) ?? world.member('M-000123')!;
  const all = [
    ['cellId', `"${like.cellId}"`],
    ['under', `"${organisationFor(ground)}"`],
    ['name', JSON.stringify(like.fullName.split(' ')[0])],
    ['status', like.status],
    ['religion', `"${random.pick(['R0', 'R1', 'R2'])}"`],
    ['theoryLevel', like.theoryLevel],
  ] as const;
  return chosen(ground, 'MemberFilter', all, atLeastOne);
}

function taskFilter(ground: Ground): string {
  const { random, ids } = ground;
  const all = [
    ['resolutionId', `"${random.pick(ids.resolutions)}"`],
    ['leadOrgId', `"${random.pick(['G11', 'BO01', 'G07', 'VPTW'])}"`],
    ['status', random.pick(['COMPLETED', 'IN_PROGRESS', 'SUBMITTED'])],
    ['timeliness', random.pick(['OVERDUE', 'ON_TIME', 'DUE_SOON', 'EARLY'])],
    ['dueBefore', `"${random.pick(['2026-01-01', '2026-06-01', '2026-03-15'])}"`],
  ] as const;
  return chosen(ground, 'TaskFilter', all, false);
}

function documentFilter(ground: Ground): string {
  const { random, world, ids } = ground;
  const like = world.document(random.pick(ids.documents)) ?? world.document('D-NQ57')!;
  const all = [
    ['docType', like.docType],
    ['issuerId', `"${like.issuerId}"`],
    ['term', JSON.stringify(like.term)],
    ['number', String(like.number)],
    ['issuedAfter', `"${random.pick(['2015-01-01', '2024-01-01', '2026-01-01'])}"`],
    ['text', '"giả lập"'],
  ] as const;
  return chosen(ground, 'DocumentFilter', all, false);
}

function chosen(
  { random, reads, mayFilter }: Ground,
  type: string,
  all: readonly (readonly [string, string])[],
  atLeastOne: boolean,
): string {
  const known = all.filter(([name]) => reads(`${type}.${name}`));
  const lawful = known.filter(([name]) => mayFilter(`${type}.${name}`));
  const offered = lawful.length > 0 && random.chance(0.7) ? lawful : known;
  const picked = random.some(offered, 0.3);
  const made = picked.length > 0 || !atLeastOne || offered.length === 0 ? picked : [random.pick(offered)];
  return made.map(([name, value]) => `${name}: ${value}`).join(', ');
}

/** Somebody's true details, or details of nobody. Always in variables. */
function verification({ random, world, ids }: Ground): Given {
  const member = world.member(random.pick(ids.members).id) ?? world.member('M-000124')!;
  const born = random.chance(0.7) ? member.dateOfBirth : '1990-11-17';
  return {
    ...NOTHING,
    text: 'nationalId: $nationalId, fullName: $fullName, dateOfBirth: $dateOfBirth',
    variables: {
      nationalId: member.nationalId ?? '934000000000',
      fullName: member.fullName,
      dateOfBirth: /^\d{4}-\d\d-\d\d$/.test(born) ? born : '1990-11-17',
    },
    declared: { nationalId: 'String!', fullName: 'String!', dateOfBirth: 'Date!' },
  };
}
