import type { Decision } from './ground.js';
import type { Standing } from './standing-organisations.js';
import type { Volumes } from './sizes.js';
import type { DocTypeRow, Term } from './document-types.js';
import { CENTRAL_TERMS, DOC_TYPES, LOCAL_TERMS } from './document-types.js';
import { FIXTURE_NUMBERS, FIXTURE_IDS } from './document-fixtures.js';
import { place, unplace } from './permute.js';

/** A series of numbers from 01: one issuer, one type, one term. */
interface Series {
  readonly type: DocTypeRow;
  readonly term: Term;
  /** Place of the issuer among the standing organisations. */
  readonly issuer: number;
  readonly count: number;
}
/** Where one document stands. */
interface Place {
  readonly series: Series;
  /** From 0. */
  readonly rank: number;
  readonly number: number;
  /** Day number of issue, never falling as the number rises. */
  readonly day: number;
}
/**
 * The order of all generated documents: type by type, issuer by issuer, term by term, number by number. An id says
 * nothing of the place: ids and positions are a fixed shuffle of each other.
 */
export interface DocumentLayout {
  /** Generated documents; the fixtures come on top. */
  readonly count: number;
  placeAt(index: number): Place;
  /** The document right before or after this one in its series. */
  neighbour(index: number, step: -1 | 1): number;
  /** Place among the documents whose level ends soon or changed lately, if it is one; see documents.ts. */
  specialPlace(index: number): number | undefined;
  isSpecial(index: number): boolean;
  decision(issuerId: string, bits: number, secret: boolean): Decision | undefined;
  /** A generated report, for tasks that name their product; of this issuer if it wrote any. */
  report(issuerId: string, bits: number): string;
}

const SALT = 17;
const SPECIAL_SALT = 91;

export function layDocuments(volumes: Volumes, standing: readonly Standing[]): DocumentLayout {
  const count = volumes.documents - FIXTURE_IDS.length;
  const issuers = standing.flatMap((organisation, index) => {
    const weight = issuerWeight(organisation);
    return weight === 0 ? [] : [{ index, weight, central: organisation.level === 'CENTRAL' }];
  });
  // Cumulative weight of (issuer, term), three terms each; a type's own series are cut from it by proportion.
  const cumulative = new Float64Array(issuers.length * 3 + 1);
  issuers.forEach(({ weight, central }, issuer) => {
    (central ? CENTRAL_TERMS : LOCAL_TERMS).forEach((term, t) => {
      cumulative[issuer * 3 + t + 1] = cumulative[issuer * 3 + t]! + weight * term.share;
    });
  });
  const whole = cumulative.at(-1)!;
  const typeStart = typeStarts(count);
  const startOf = (type: number, slot: number): number =>
    Math.floor((cumulative[slot]! * (typeStart[type + 1]! - typeStart[type]!)) / whole);

  const placeAtPosition = (position: number): Place => {
    let type = 0;
    while (typeStart[type + 1]! <= position) type += 1;
    const within = position - typeStart[type]!;
    let low = 0;
    let high = cumulative.length - 2;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (startOf(type, middle + 1) <= within) low = middle + 1;
      else high = middle;
    }
    const issuer = issuers[Math.floor(low / 3)]!;
    const term = (issuer.central ? CENTRAL_TERMS : LOCAL_TERMS)[low % 3]!;
    const first = startOf(type, low);
    const size = startOf(type, low + 1) - first;
    const row = DOC_TYPES[type]!;
    const rank = within - first;
    return {
      series: { type: row, term, issuer: issuer.index, count: size },
      rank,
      number: numberAt(standing[issuer.index]!.id, row.type, rank),
      day: term.from + Math.floor(((2 * rank + 1) * (term.to - term.from)) / (2 * size)),
    };
  };
  const indexAt = (position: number): number => unplace(position, count, SALT);
  const range = (issuerId: string, type: DocTypeRow['type'], terms: readonly number[]): readonly [number, number] => {
    const issuer = issuers.findIndex(({ index }) => standing[index]!.id === issuerId);
    const t = DOC_TYPES.findIndex((row) => row.type === type);
    if (issuer < 0) return [0, 0];
    const base = typeStart[t]!;
    return [base + startOf(t, issuer * 3 + terms[0]!), base + startOf(t, issuer * 3 + terms[1]! + 1)];
  };
  // One of the raised documents is the fixture D-RAISED-008.
  const specials = volumes.expiring + volumes.raised - 1 + volumes.lowered;
  const specialPlace = (index: number): number | undefined => {
    const at = place(index, count, SPECIAL_SALT);
    return at < specials ? at : undefined;
  };
  const decisions = new Map<string, readonly [number, number]>();
  return {
    count,
    placeAt: (index) => placeAtPosition(place(index, count, SALT)),
    specialPlace,
    isSpecial: (index) => specialPlace(index) !== undefined,
    neighbour: (index, step) => indexAt(place(index, count, SALT) + step),
    decision: (issuerId, bits, secret) => {
      let found = decisions.get(issuerId);
      if (found === undefined) {
        found = range(issuerId, 'QUYET_DINH', [1, 2]);
        decisions.set(issuerId, found);
      }
      const [from, to] = found;
      for (let tries = 0; tries < Math.min(12, to - from); tries += 1) {
        const position = from + (((bits >>> 4) + tries) % (to - from));
        const { rank, day } = placeAtPosition(position);
        const level = caseLevel(rank);
        if ((level === 'SECRET') === secret) {
          return { id: documentId(indexAt(position)), day, published: level === 'UNCLASSIFIED' };
        }
      }
      return undefined;
    },
    report: (issuerId, bits) => {
      const own = range(issuerId, 'BAO_CAO', [1, 2]);
      const all = [typeStart[1]!, typeStart[2]!] as const;
      const [from, to] = own[1] > own[0] ? own : all;
      return documentId(indexAt(from + (bits % (to - from))));
    },
  };
}

/** The level of the rank-th decision of an inspection commission: every fifth is published, every ninth SECRET. */
export function caseLevel(rank: number): 'UNCLASSIFIED' | 'CONFIDENTIAL' | 'SECRET' {
  if (rank % 5 === 4) return 'UNCLASSIFIED';
  return rank % 9 === 7 ? 'SECRET' : 'CONFIDENTIAL';
}

export function documentId(index: number): string {
  return `D-${String(index + 1).padStart(7, '0')}`;
}

/** Where each type's positions begin, by exact proportion. */
function typeStarts(count: number): readonly number[] {
  const starts = [0];
  let cumulative = 0;
  for (const { share } of DOC_TYPES) {
    cumulative += share;
    starts.push(Math.floor((count * cumulative) / 200));
  }
  return starts;
}

/** rank + 1, stepping over the numbers that fixtures hold in the series of this issuer and type (in every term). */
function numberAt(issuerId: string, type: string, rank: number): number {
  let number = rank + 1;
  for (const held of FIXTURE_NUMBERS.get(`${issuerId} ${type}`) ?? NO_NUMBERS) {
    if (held <= number) number += 1;
  }
  return number;
}
const NO_NUMBERS: readonly number[] = [];

/** How much an organisation writes; only party bodies above the grassroots level issue documents. */
function issuerWeight(organisation: Standing): number {
  const { id, block, level, status, kind } = organisation;
  if (block !== 'PARTY' || status !== 'ACTIVE' || level === 'GRASSROOTS') return 0;
  if (level === 'CENTRAL') return id === 'TWG' || id === 'VPTW' ? 60 : id === 'BTCTW' ? 30 : 15;
  if (level === 'COMMUNE') return 4;
  if (kind === 'COMMITTEE') return 40;
  return kind === 'INSPECTION_COMMISSION' ? 12 : 16;
}
