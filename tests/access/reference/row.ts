import type {
  AdminUnitRecord,
  DocumentRecord,
  FeedbackRecord,
  MemberRecord,
  OrganisationRecord,
  TaskRecord,
  World,
} from '@agency-graph/world';
import type { Level } from './coordinates.js';

/** From this day on a level lapses by itself when its date has passed (law 117/2025, article 22). */
const LAPSE_FROM = '2026-03-01';

/** What § 3 needs to know of a record to judge it. */
export interface Row {
  readonly type: string;
  readonly id: string;
  /** Its level at the policy time (R17). */
  readonly level: Level;
  /** Its level as stored. */
  readonly marked: Level;
  /** Whether the date of its level has passed. */
  readonly lapsed: boolean;
  readonly compartments: readonly string[];
  /** Paths of the organisations it belongs to: cell, handler, lead, issuer, or the organisation itself. */
  readonly line: readonly string[];
  /** Paths of those with a part in it: co-agencies, recipients. */
  readonly others: readonly string[];
  readonly circulation: string | null;
  /** Of an opinion that is published, what it is. */
  readonly kind: string | null;
}

type Paths = (organisationId: string) => string;
const none = { compartments: [], others: [], circulation: null, kind: null, lapsed: false } as const;

/** Row facts of a record of a type with rows of its own; administrative units and published opinions belong to nobody. */
export function rowOf(type: string, record: unknown, paths: Paths, day: string): Row | null {
  switch (type) {
    case 'Organisation': {
      const { id, path, secrecy } = record as OrganisationRecord;
      return { ...none, type, id, level: secrecy, marked: secrecy, line: [path] };
    }
    case 'Member': {
      const { id, cellId, secrecy } = record as MemberRecord;
      return { ...none, type, id, level: secrecy, marked: secrecy, line: [paths(cellId)] };
    }
    case 'Task': {
      const { id, secrecy, compartments, leadOrgId, coOrgIds } = record as TaskRecord;
      return {
        ...none,
        type,
        id,
        level: secrecy,
        marked: secrecy,
        compartments,
        line: [paths(leadOrgId)],
        others: coOrgIds.map(paths),
      };
    }
    case 'Document': {
      const document = record as DocumentRecord;
      const { id, compartments, circulation } = document;
      return {
        ...none,
        type,
        id,
        level: levelOfDocument(document, day),
        marked: document.secrecy,
        lapsed: document.secrecyUntil !== null && document.secrecyUntil < day,
        compartments,
        line: [paths(document.issuerId)],
        others: document.recipientIds.map(paths),
        circulation,
      };
    }
    case 'FeedbackItem': {
      const { id, handledById } = record as FeedbackRecord;
      return { ...none, type, id, level: 'UNCLASSIFIED', marked: 'UNCLASSIFIED', line: [paths(handledById)] };
    }
    case 'AdminUnit': {
      const { code: id } = record as AdminUnitRecord;
      return { ...none, type, id, level: 'UNCLASSIFIED', marked: 'UNCLASSIFIED', line: [] };
    }
    case 'PublishedFeedback': {
      const { id, kind } = record as FeedbackRecord;
      return { ...none, type, id, level: 'UNCLASSIFIED', marked: 'UNCLASSIFIED', line: [], kind };
    }
    default:
      return null;
  }
}

/** `secrecyUntil` is the last day of the level. */
export const levelOfDocument = ({ secrecy, secrecyUntil }: DocumentRecord, day: string): Level =>
  // A row marked TOP_SECRET never enters the graph, whatever its date (R5).
  day >= LAPSE_FROM && secrecy !== 'TOP_SECRET' && secrecyUntil !== null && secrecyUntil < day
    ? 'UNCLASSIFIED'
    : secrecy;

export const pathsOf =
  (world: Pick<World, 'organisation'>): Paths =>
  (id) =>
    world.organisation(id)?.path ?? '';
