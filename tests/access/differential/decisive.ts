import { rank } from '../reference/caller.js';
import { COORDINATES } from '../reference/coordinates.js';
import type { Reference } from '../reference/decide.js';
import type { Row } from '../reference/row.js';

/** Which rule a line of the scope table comes from. */
const RULE_OF: Readonly<Record<string, string>> = {
  'Organisation INTERNAL': 'R1',
  'Member own line': 'R6',
  'Member self': 'R8',
  'Member own cell': 'R9',
  'Member discipline, inspection': 'R10',
  'Member discipline, organisation work': 'R10',
  'Member quality': 'R13',
  'memberStats, dataQuality': 'R19',
  'Task lead or co-agency': 'R14',
  'Task VPTW, inspection': 'R14',
  'Document content': 'R15',
  'Document issuer, recipient': 'R15',
  'Document downloadRef, deliveries': 'R15',
  'FeedbackItem handler': 'R18',
};

/** The rules without which a decision would have been another: the one line that permits, the one veto that refuses. */
export function decisiveRules(
  reference: Reference,
  coordinate: string,
  row: Row | null,
  permitted: boolean,
): readonly string[] {
  const one = COORDINATES.get(coordinate);
  if (one === undefined) return [];
  if (permitted) {
    if (row === null) return [];
    if (row.marked !== row.level && !reference.admits({ ...row, level: row.marked })) return ['R17'];
    const lines = reference.linesFor(coordinate, row);
    const rules = new Set(lines.map((line) => (line.startsWith('AGR') ? 'R11' : (RULE_OF[line] ?? 'open'))));
    return rules.size === 1 ? [...rules] : [];
  }
  return row === null ? byField(reference, coordinate) : byRow(reference, row);
}

const BY_REASON: Readonly<Record<string, string>> = {
  CLEARANCE: 'R3',
  ZONE: 'R5',
  SCOPE: 'R1',
  SENSITIVE: 'R7',
  PURPOSE: 'R12',
  NO_AGREEMENT: 'R11',
  INTERNAL: 'R11',
  END_USER: 'R21',
};

function byField(reference: Reference, coordinate: string): readonly string[] {
  const reasons = reference.reasons(COORDINATES.get(coordinate)!);
  // Readable in itself, so refused for what its arguments read.
  if (reasons.length === 0) return ['R19'];
  // Not granted under this purpose but under another: the purpose alone decides.
  const rest = reasons.filter((reason) => reason !== 'SCOPE' || reasons.length === 1);
  const rules = new Set(rest.map((reason) => BY_REASON[reason]!));
  return rules.size === 1 ? [...rules] : [];
}

function byRow(reference: Reference, row: Row): readonly string[] {
  const { caller } = reference;
  // Before 1 March 2026 the stored level of a row past its date holds.
  if (row.lapsed && reference.admits({ ...row, level: 'UNCLASSIFIED' })) return ['R17'];
  const rules = new Set<string>();
  if (rank(row.level) > rank(caller.clearance)) rules.add('R3');
  else if (rank(row.level) > rank(reference.ceiling)) rules.add('R5');
  if (row.level !== 'UNCLASSIFIED' && row.level !== 'TOP_SECRET') {
    if (!reference.needsToKnow(row)) rules.add('R4');
    if (caller.application && caller.endUser === null) rules.add('R21');
  }
  if (!reference.isGrantedRow(row)) rules.add(row.type === 'Member' ? 'R6' : row.type === 'Document' ? 'R16' : 'R1');
  return rules.size === 1 ? [...rules] : [];
}
