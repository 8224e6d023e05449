import type { Agreements } from '../identity/agreements.js';
import type { Organisations } from '../identity/organisations.js';
import type { Generation } from '../supergraph/generation.js';
import { isAgreement } from './question.js';
import type { Ask } from './schema/ask.js';

/** Which names there are in the graph, the policy and the registers that are served now. None of them is a person's. */
export interface ServedNames {
  isType(name: string): boolean;
  /** `Type.field`. */
  isField(coordinate: string): boolean;
  isPurpose(name: string): boolean;
  isSteward(name: string): boolean;
  /** An agency that is asked, or a steward. */
  isAgency(name: string): boolean;
  isOrganisation(id: string): boolean;
  /** `<id>`, or `<id>/<version>`. */
  isAgreement(name: string): boolean;
}

/** The names of one generation, and of the registers. */
export function servedNames(
  { rules, contributors }: Pick<Generation, 'rules' | 'contributors'>,
  organisations: Pick<Organisations, 'find'>,
  agreements: Pick<Agreements, 'published'>,
): ServedNames {
  const isType = (name: string): boolean => [...contributors.keys()].some((field) => field.startsWith(`${name}.`));
  const isSteward = (name: string): boolean => rules.policy.stewards.has(name);
  return {
    isType,
    isField(coordinate) {
      const [type = '', field = ''] = coordinate.split('.');
      return contributors.has(coordinate) || (field === '__typename' && isType(type));
    },
    isPurpose: (name) => rules.policy.purposes.has(name),
    isSteward,
    isAgency: (name) => isSteward(name) || [...contributors.values()].some((agencies) => agencies.includes(name)),
    isOrganisation: (id) => organisations.find(id) !== undefined,
    isAgreement: (name) => agreements.published().some((one) => isAgreement(one, name)),
  };
}

/** What is said of a name that is not served now: it may be mistyped, or stand in old records alone. */
export const UNKNOWN = {
  type: 'No type of this name is in the graph that is served now.',
  field: 'No field of this name is in the graph that is served now.',
  purpose: 'No purpose of this name is in the policy that is in force now.',
  steward: 'No steward of this name is in the policy that is in force now.',
  agency: 'No agency or steward of this name is in the graph or the policy that are served now.',
  organisation: 'No organisation of this id is in the register now.',
  agreement: 'No agreement of this id, or id/version, is in the register of agreements now.',
  account: 'No account of this id, of an organisation that you see, is in the directory now.',
} as const;

/** What is to be said of the name that is asked by; null where it is served, or names what may not be told of. */
export function unknownIn(ask: Ask, names: ServedNames): string | null {
  const type = ask.subject?.type ?? ask.record?.type;
  if (type !== undefined) return names.isType(type) ? null : UNKNOWN.type;
  // What is sought by an id is of the type whose id it is.
  if (ask.sought != null)
    return names.isField(ask.sought.field) || names.isType(ask.sought.field) ? null : UNKNOWN.field;
  if (ask.field != null) return names.isField(ask.field) ? null : UNKNOWN.field;
  if (ask.purpose != null) return names.isPurpose(ask.purpose) ? null : UNKNOWN.purpose;
  if (ask.agency != null) return names.isAgency(ask.agency) ? null : UNKNOWN.agency;
  if (ask.organisation != null) return names.isOrganisation(ask.organisation) ? null : UNKNOWN.organisation;
  if (ask.agreement != null) return names.isAgreement(ask.agreement) ? null : UNKNOWN.agreement;
  return null;
}
