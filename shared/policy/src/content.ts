import { SECRECY, SHARING, STEWARDS, ZONES } from '@agency-graph/contract';
import { z } from 'zod';

/** How a row may stand to the caller; each becomes a row condition of the contract's closed algebra. */
export const RELATIONS = ['every', 'unclassified', 'own-line', 'self', 'party-to', 'first-party'] as const;
export type Relation = (typeof RELATIONS)[number];

/** What a rule can forbid whatever the scope table grants. The engine knows how, the rules say whether. */
export const VETOES = [
  'unlabelled',
  'ungranted',
  'account',
  'clearance',
  'zone',
  'need-to-know',
  'compartments',
  'boundary',
  'purpose',
  'sensitive',
  'nameless',
  'filters',
  'volume',
] as const;
export type Veto = (typeof VETOES)[number];

const said = z.strictObject({ en: z.string().min(1), fr: z.string().min(1), vi: z.string().min(1) });
const names = z.array(z.string().min(1));
const counts = z.record(z.string(), z.int().min(0));
const day = z.iso.date();

/** Parameters that a rule may own; one day, one rule owns each. */
const parameters = {
  'need-to-know': z.strictObject({ 'by-grant': names, 'every-row': z.record(z.string(), names) }).optional(),
  ceilings: z.record(z.enum(ZONES), z.enum(SECRECY)).optional(),
  'ceilings-with-hardware-key': z.partialRecord(z.enum(ZONES), z.enum(SECRECY)).optional(),
  inside: z.string().optional(),
  'open-only': z.array(z.enum(ZONES)).optional(),
  lapse: z.boolean().optional(),
  volume: z.strictObject({ 'a-query': counts, 'a-day': counts, 'calls-an-hour': counts }).optional(),
  'break-glass': z.strictObject({ approvers: z.literal(1), minutes: z.int().min(1) }).optional(),
  'variables-only': names.optional(),
  'names-fields': z.record(z.string(), z.string().min(1)).optional(),
  /** Persons whom an auditor may ask about in so many hours before another must approve; how long that lasts. */
  inquiry: z
    .strictObject({
      /** Under one case, and under all. */
      persons: z.int().min(0),
      'persons-in-all': z.int().min(0),
      hours: z.int().min(1),
      'approval-minutes': z.int().min(1),
      /** Whether the other may be of the same organisation. */
      'same-unit': z.boolean(),
      /** Purposes of which a person is told later, and after how many days. */
      'told-after-days': z.record(z.string(), z.int().min(1)),
    })
    .optional(),
};

const ruleVersion = z.strictObject({
  from: day,
  to: day.optional(),
  source: z.string().min(1),
  says: said,
  vetoes: z.array(z.enum(VETOES)).optional(),
  /** Types and `Type.field`s of which this rule is told when no line of the scope table covers them. */
  governs: names.optional(),
  ...parameters,
});

export const ruleFile = z.strictObject({
  id: z.string().regex(/^[A-Z]\d{1,2}$/),
  title: said,
  versions: z.array(ruleVersion).min(1),
});

const to = z.union([
  z.literal('everyone'),
  z.strictObject({
    block: z.string().optional(),
    functions: names.optional(),
    organisations: names.optional(),
    levels: names.optional(),
  }),
]);

const fields = z.union([
  z.literal('all'),
  z.strictObject({ only: names.optional(), except: names.optional(), sharing: z.enum(SHARING).optional() }),
]);

const grant = z.strictObject({
  type: z.string(),
  rule: z.string(),
  to,
  rows: z.enum(RELATIONS),
  where: z.record(z.string(), names.min(1)).optional(),
  fields,
  sensitive: z.boolean().default(false),
  purposes: z.union([z.literal('any'), names.min(1)]),
});

export const scopeFile = z.strictObject({
  parts: z.record(z.string(), z.string()),
  routes: names,
  /** Argument or input field → the field whose value it is, or the type whose id; null where it names nobody. */
  identifies: z.record(z.string(), z.string().min(1).nullable()).default({}),
  grants: z.array(grant),
});

/** Stands in every record, with what is appended to it. */
const version = z.string().regex(/^[\w.:@/()-]{1,64}$/);
export const indexFile = z.strictObject({ version, from: day, rules: names.min(1) });
export const purposesFile = z.record(z.string(), said);
export const stewardsFile = z.record(
  z.enum(STEWARDS),
  z.strictObject({ name: said, focalPoint: z.string().min(1), signedBy: z.enum(STEWARDS).optional() }),
);

/** Everything that the policy's files say, checked one by one for form. */
export const policyContent = z.strictObject({
  index: indexFile,
  scope: scopeFile,
  purposes: purposesFile,
  stewards: stewardsFile,
  rules: z.array(ruleFile),
});

export type PolicyContent = z.infer<typeof policyContent>;
export type RuleContent = z.infer<typeof ruleFile>;
export type RuleVersion = z.infer<typeof ruleVersion>;
/** One line of the scope table. */
export type Grant = z.infer<typeof grant>;
export type Parameter = keyof typeof parameters;
export const PARAMETERS = Object.keys(parameters) as readonly Parameter[];
