import type { Secrecy, Zone } from '@agency-graph/contract';
import { hash } from 'node:crypto';
import type { Grant, Parameter, PolicyContent, RuleVersion, Veto } from './content.js';
import { graphNames, type GraphName, type PlaceOf } from './names.js';
import type { Said } from './said.js';

/** A rule in the version that is in force. */
export interface RuleInForce {
  readonly id: string;
  readonly title: Said;
  readonly says: Said;
  readonly source: string;
  readonly from: string;
  readonly to: string | null;
}

export interface Steward {
  readonly name: Said;
  readonly focalPoint: string;
  /** Who signs agreements in their place. */
  readonly signedBy?: string | undefined;
}

/** How much may be read before an agreement must allow more (by row type, or by `Type.field` for calls). */
export interface VolumeCaps {
  readonly aQuery: ReadonlyMap<string, number>;
  readonly aDay: ReadonlyMap<string, number>;
  readonly callsAnHour: ReadonlyMap<string, number>;
}

/** The rules of one day, compiled for the engine: what they forbid, their parameters, and their names. */
export interface PolicyInForce {
  /** The day from which on they are what they are. */
  readonly since: string;
  readonly rules: ReadonlyMap<string, RuleInForce>;
  /** What is forbidden whatever is granted, and by which rule. */
  readonly vetoes: ReadonlyMap<Veto, string>;
  /** The scope table's lines by type. */
  readonly grants: ReadonlyMap<string, readonly Grant[]>;
  /** The rule to be told of a type or field that no line covers. */
  governing(coordinate: string, rowType: string): string;
  readonly needByGrant: ReadonlySet<string>;
  readonly needEveryRow: ReadonlyMap<string, readonly string[]>;
  readonly ceilings: ReadonlyMap<Zone, Secrecy>;
  readonly hardwareKeyCeilings: ReadonlyMap<Zone, Secrecy>;
  /** The block inside which the scope table decides; null puts nobody inside. */
  readonly inside: string | null;
  /** Zones in which only what is OPEN exists. */
  readonly openOnly: ReadonlySet<Zone>;
  /** Whether a row past its date is UNCLASSIFIED. */
  readonly lapse: boolean;
  readonly volume: VolumeCaps;
  /** Wider access that a second person may approve, and the rule that offers it; null where none does. */
  readonly breakGlass: { readonly rule: string; readonly approvers: number; readonly minutes: number } | null;
  /** What auditors are held to; null where no rule says, and then nobody asks about a person. */
  readonly inquiry: InquiryRules | null;
  /** Arguments, `Type.field(argument:)`, that must not stand in a query's text. */
  readonly variablesOnly: ReadonlySet<string>;
  /** Argument of a root field, `Type.field(argument:)`, whose value names a field → the type that the field is of. */
  readonly namesFields: ReadonlyMap<string, string>;
}

/** How auditors may ask about persons, and when persons are told. */
export interface InquiryRules {
  /** Persons whom one auditor may ask about under one case within so many hours, before another auditor approves. */
  readonly persons: number;
  /** The same under all cases together: a case is easily named. */
  readonly personsInAll: number;
  readonly hours: number;
  readonly approvalMinutes: number;
  readonly sameUnit: boolean;
  /** Purpose → days after which a person sees that their record was read for it. */
  readonly toldAfterDays: ReadonlyMap<string, number>;
}

/** The policy of all days. */
export interface Policy {
  /** The name that `policy.yaml` gives it and, after a dot, what tells its content from every other. */
  readonly version: string;
  /** Part type → the row type it is judged with. */
  readonly parts: ReadonlyMap<string, string>;
  readonly routes: ReadonlySet<string>;
  /**
   * Argument or input field → what it names for the record: a field whose value it is, or a type whose id; null where it
   * names nobody. What is asked by an argument that is not in it, the graph itself tells.
   */
  readonly identifies: ReadonlyMap<string, string | null>;
  readonly purposes: ReadonlyMap<string, Said>;
  readonly stewards: ReadonlyMap<string, Steward>;
  /** What it names of the graph, and where: `misfits` holds it against one. */
  readonly graphNames: readonly GraphName[];
  /** Where the fields of each line of the scope table are written. */
  readonly grantPlaces: ReadonlyMap<Grant, ReturnType<PlaceOf>>;
  /** Days, rising, on which the rules in force change; the first is the policy's own. */
  readonly changes: readonly string[];
  /** The rules in force on a day, `YYYY-MM-DD`; before the first day nothing is granted. */
  at(day: string): PolicyInForce;
}

/**
 * The organisation that signs for a steward, which answers for its data: a steward's code may be that of a body that has
 * no accounts of its own, in whose place another one acts. A code that the policy lacks stands for itself.
 */
export const signerOf = ({ stewards }: Pick<Policy, 'stewards'>, steward: string): string =>
  stewards.get(steward)?.signedBy ?? steward;

/** Compiles what the files say. Checks nothing beyond the form: `readPolicy` does. */
export function compilePolicy(content: PolicyContent, placeOf: PlaceOf = byKeys): Policy {
  const { index, scope } = content;
  const changes = changesOf(content);
  const compiled = new Map<string, PolicyInForce>();
  return Object.freeze({
    version: `${index.version}.${fingerprint(content)}`,
    parts: new Map(Object.entries(scope.parts)),
    routes: new Set(scope.routes),
    identifies: mapOf(scope.identifies),
    purposes: new Map(Object.entries(content.purposes)),
    stewards: new Map(Object.entries(content.stewards)),
    graphNames: graphNames(content, placeOf),
    grantPlaces: new Map(scope.grants.map((grant, place) => [grant, placeOf(['scope', 'grants', place, 'fields'])])),
    changes,
    at(day: string) {
      const since = changes.findLast((change) => change <= day) ?? '';
      let rules = compiled.get(since);
      if (rules === undefined) compiled.set(since, (rules = compileDay(content, since)));
      return rules;
    },
  });
}

/** Of what the files say, not of how they are written: comments and the order of keys are no part of it. */
const fingerprint = (content: PolicyContent): string => {
  const text = JSON.stringify(content, (_, value: unknown) => (isRecord(value) ? sorted(value) : value));
  return hash('sha256', text).slice(0, 12);
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const sorted = (record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Content that was read from no file is told of by its keys. */
const byKeys: PlaceOf = (path) => ({ file: path.join('.'), line: 1 });

/** Days on which the rules in force change, from the policy's own first day on. */
export function changesOf({ index, rules }: PolicyContent): readonly string[] {
  const days = rules.flatMap(({ versions }) => versions.flatMap(({ from, to }) => [from, ...(to ? [to] : [])]));
  return [...new Set([index.from, ...days])].filter((day) => day >= index.from).toSorted();
}

/** The versions in force on a day, by rule. */
export const versionsOn = (
  { index, rules }: PolicyContent,
  day: string,
): readonly { readonly id: string; readonly title: Said; readonly version: RuleVersion }[] =>
  day < index.from
    ? []
    : rules.flatMap(({ id, title, versions }) =>
        versions
          .filter(({ from, to }) => from <= day && (to === undefined || day < to))
          .map((version) => ({ id, title, version })),
      );

function compileDay(content: PolicyContent, day: string): PolicyInForce {
  const inForce = versionsOn(content, day);
  const rules = new Map<string, RuleInForce>();
  const vetoes = new Map<Veto, string>();
  const governs = new Map<string, string>();
  for (const { id, title, version } of inForce) {
    const { says, source, from, to = null } = version;
    rules.set(id, { id, title, says, source, from, to });
    for (const veto of version.vetoes ?? []) vetoes.set(veto, id);
    for (const coordinate of version.governs ?? []) governs.set(coordinate, id);
  }
  const grants = new Map<string, Grant[]>();
  for (const grant of content.scope.grants) {
    if (rules.has(grant.rule)) grants.set(grant.type, [...(grants.get(grant.type) ?? []), grant]);
  }
  const parameter = <P extends Parameter>(name: P): RuleVersion[P] | undefined =>
    inForce.find(({ version }) => version[name] !== undefined)?.version[name];
  const otherwise = vetoes.get('ungranted') ?? '';
  const breakGlass = inForce.find(({ version }) => version['break-glass'] !== undefined);
  const volume = parameter('volume');
  return Object.freeze({
    since: day,
    rules,
    vetoes,
    grants,
    governing: (coordinate: string, rowType: string) =>
      governs.get(coordinate) ?? governs.get(coordinate.split('.')[0] ?? '') ?? governs.get(rowType) ?? otherwise,
    needByGrant: new Set(parameter('need-to-know')?.['by-grant']),
    needEveryRow: mapOf(parameter('need-to-know')?.['every-row']),
    ceilings: mapOf(parameter('ceilings')) as ReadonlyMap<Zone, Secrecy>,
    hardwareKeyCeilings: mapOf(parameter('ceilings-with-hardware-key')) as ReadonlyMap<Zone, Secrecy>,
    inside: parameter('inside') ?? null,
    openOnly: new Set(parameter('open-only')),
    lapse: parameter('lapse') ?? false,
    volume: {
      aQuery: mapOf(volume?.['a-query']),
      aDay: mapOf(volume?.['a-day']),
      callsAnHour: mapOf(volume?.['calls-an-hour']),
    },
    breakGlass: breakGlass === undefined ? null : { rule: breakGlass.id, ...breakGlass.version['break-glass']! },
    inquiry: inquiryOf(parameter('inquiry')),
    variablesOnly: new Set(parameter('variables-only')),
    namesFields: mapOf(parameter('names-fields')),
  });
}

const inquiryOf = (given: RuleVersion['inquiry']): InquiryRules | null =>
  given === undefined
    ? null
    : {
        persons: given.persons,
        personsInAll: given['persons-in-all'],
        hours: given.hours,
        approvalMinutes: given['approval-minutes'],
        sameUnit: given['same-unit'],
        toldAfterDays: mapOf(given['told-after-days']),
      };

const mapOf = <T>(record: Readonly<Record<string, T>> = {}): ReadonlyMap<string, T> => new Map(Object.entries(record));

/** The policy of a graph that has none: nobody is granted anything by it. */
export const NO_POLICY: Policy = Object.freeze({
  ...compilePolicy({
    index: { version: 'none', from: '9999-12-31', rules: [] },
    scope: { parts: {}, routes: [], identifies: {}, grants: [] },
    purposes: {},
    stewards: {} as PolicyContent['stewards'],
    rules: [],
  }),
  version: 'none',
});
