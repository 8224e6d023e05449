import { COORDINATES } from '../reference/coordinates.js';
import type { Coverage } from './coverage.js';

/** Rules that decisions in a run stand or fall by. R13 acts by its line for quality notes; R20 is held by the tests of paths. */
export const RULES = 'R1 R2 R3 R4 R5 R6 R7 R8 R9 R10 R11 R12 R13 R14 R15 R16 R17 R18 R19 R21'.split(' ');

/** How often each must have decided alone. */
const LEAST_DECISIVE = 50;

/** Something that the coverage of a run is held to. */
export interface CoverageGoal {
  readonly says: string;
  readonly goal: string;
  readonly measured: string;
  readonly ok: boolean;
}

/** What a run must have tried, beside what it tried. */
export function coverageGoals(coverage: Coverage, personas: readonly string[]): readonly CoverageGoal[] {
  const { neverPermitted, neverRefused } = coverage.oneSided();
  // What is OPEN is refused to nobody.
  const closed = neverRefused.filter((one) => COORDINATES.get(one)!.sharing !== 'OPEN');
  const rare = RULES.filter((rule) => (coverage.decisive.get(rule) ?? 0) < LEAST_DECISIVE);
  const absent = personas.filter((code) => !coverage.personas.has(code));
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const none = (says: string, found: readonly string[]): CoverageGoal => ({
    says,
    goal: 'none',
    measured: found.length === 0 ? 'none' : found.join(' '),
    ok: found.length === 0,
  });
  return [
    {
      says: 'coordinates permitted',
      goal: '30 to 70 %',
      measured: percent(coverage.permittedShare),
      ok: coverage.permittedShare >= 0.3 && coverage.permittedShare <= 0.7,
    },
    {
      says: 'lists that lose some rows and not all',
      goal: '20 % or more',
      measured: percent(coverage.thinnedShare),
      ok: coverage.thinnedShare >= 0.2,
    },
    none(`rules that decided alone fewer than ${LEAST_DECISIVE} times`, rare),
    none('coordinates never permitted', neverPermitted),
    none('coordinates never refused, what is OPEN aside', closed),
    none('personas that never asked', absent),
    { says: 'policy clocks', goal: '2', measured: String(coverage.clocks.size), ok: coverage.clocks.size === 2 },
    {
      says: 'agreements, the expired one among them',
      goal: '6',
      measured: [...coverage.agreements.keys()].toSorted().join(' '),
      ok: coverage.agreements.size === 6,
    },
  ];
}
