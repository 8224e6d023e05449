import type { Secrecy, Zone } from '@agency-graph/contract';
import { compilePolicy, VETOES, type Grant, type Policy, type PolicyContent } from '@agency-graph/policy';

const said = (text: string) => ({ en: text, fr: text, vi: text });
const version = { from: '2000-01-01', source: 'a test', says: said('…') } as const;

/** A line of the scope table as a test writes it: it stands on rule `R6` unless it names another. */
export type SmallGrant = Omit<Grant, 'rule' | 'sensitive'> & Partial<Pick<Grant, 'rule' | 'sensitive'>>;

/**
 * A small policy: R1 forbids all that the engine can forbid, R5 has the ceilings of the served policy, R17 lets rows
 * lapse from 1 March 2026 on, and R6 is what the grants stand on.
 */
export function smallPolicyContent(options: {
  readonly grants: readonly unknown[];
  readonly needByGrant?: readonly string[];
  /** Types that are part of a row, by the row's type. */
  readonly parts?: Readonly<Record<string, string>>;
  /** Types that lead to rows, `Query` where they are not said. */
  readonly routes?: readonly string[];
  /** Arguments that name a field, by the type that it is of. */
  readonly namesFields?: Readonly<Record<string, string>>;
  /** What arguments name, where it is said. */
  readonly identifies?: Readonly<Record<string, string | null>>;
  /** Where they differ from the served ones. */
  readonly ceilings?: Partial<Record<Zone, Secrecy>>;
}): PolicyContent {
  return {
    index: { version: 'test', from: '2000-01-01', rules: ['R1', 'R5', 'R6', 'R17'] },
    purposes: { WORK: said('Work'), OTHER: said('Other') },
    stewards: { VPTW: { name: said('Central Office'), focalPoint: 'desk@vptw.example' } } as never,
    scope: {
      parts: options.parts ?? {},
      routes: [...(options.routes ?? ['Query'])],
      identifies: options.identifies ?? {},
      grants: (options.grants as readonly SmallGrant[]).map((grant) => ({ rule: 'R6', sensitive: false, ...grant })),
    },
    rules: [
      {
        id: 'R1',
        title: said('Everything'),
        versions: [
          {
            ...version,
            vetoes: [...VETOES],
            inside: 'PARTY',
            'open-only': ['INTERNET'],
            'break-glass': { approvers: 1, minutes: 60 },
            ...(options.namesFields === undefined ? {} : { 'names-fields': options.namesFields }),
            'need-to-know': { 'by-grant': [...(options.needByGrant ?? [])], 'every-row': {} },
          },
        ],
      },
      {
        id: 'R5',
        title: said('Ceilings'),
        versions: [
          {
            ...version,
            ceilings: {
              PARTY_WAN: 'CONFIDENTIAL',
              STATE_NETWORK: 'UNCLASSIFIED',
              INTERNET: 'UNCLASSIFIED',
              ...options.ceilings,
            },
            'ceilings-with-hardware-key': { PARTY_WAN: 'SECRET' },
          },
        ],
      },
      { id: 'R6', title: said('Grants'), versions: [version] },
      { id: 'R17', title: said('Levels lapse'), versions: [{ ...version, from: '2026-03-01', lapse: true }] },
    ],
  };
}

export const smallPolicy = (options: Parameters<typeof smallPolicyContent>[0]): Policy =>
  compilePolicy(smallPolicyContent(options));
