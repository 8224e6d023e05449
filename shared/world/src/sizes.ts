import type { WorldSize } from './records.js';

/** How much of everything a world holds; domain.md § 4.2. */
export interface Volumes {
  readonly provinces: number;
  readonly communes: number;
  readonly organisations: number;
  readonly members: number;
  readonly accounts: number;
  readonly tasks: number;
  readonly updates: number;
  readonly feedback: number;
  readonly documents: number;
  readonly agreements: number;
  /** Cells of each central party organisation and of each province's own agencies. */
  readonly centralCells: number;
  readonly provinceCells: number;
  readonly ministries: number;
  readonly formerCommunes: number;
  /** Documents whose secrecy ends within 30 days of the clock, and those raised and lowered in the last 15. */
  readonly expiring: number;
  readonly raised: number;
  readonly lowered: number;
}

export const SIZES: Readonly<Record<WorldSize, Volumes>> = {
  tiny: {
    provinces: 3,
    communes: 12,
    organisations: 120,
    members: 600,
    accounts: 40,
    tasks: 60,
    updates: 300,
    feedback: 30,
    documents: 300,
    agreements: 6,
    centralCells: 1,
    provinceCells: 1,
    ministries: 3,
    formerCommunes: 2,
    expiring: 12,
    raised: 4,
    lowered: 4,
  },
  small: {
    provinces: 34,
    communes: 340,
    organisations: 3_000,
    members: 50_000,
    accounts: 1_500,
    tasks: 1_800,
    updates: 9_000,
    feedback: 357,
    documents: 20_000,
    agreements: 12,
    centralCells: 4,
    provinceCells: 4,
    ministries: 14,
    formerCommunes: 34,
    expiring: 40,
    raised: 10,
    lowered: 10,
  },
  medium: {
    provinces: 34,
    communes: 3_321,
    organisations: 45_000,
    members: 1_000_000,
    accounts: 30_000,
    tasks: 1_800,
    updates: 9_000,
    feedback: 357,
    documents: 500_000,
    agreements: 40,
    centralCells: 40,
    provinceCells: 20,
    ministries: 14,
    formerCommunes: 100,
    expiring: 40,
    raised: 10,
    lowered: 10,
  },
  full: {
    provinces: 34,
    communes: 3_321,
    organisations: 215_000,
    members: 5_000_000,
    accounts: 150_000,
    tasks: 1_800,
    updates: 9_000,
    feedback: 357,
    documents: 2_000_000,
    agreements: 40,
    centralCells: 90,
    provinceCells: 40,
    ministries: 14,
    formerCommunes: 200,
    expiring: 40,
    raised: 10,
    lowered: 10,
  },
};
