import { SECRECY, SHARING, ZONES, type Secrecy, type Sharing, type Zone } from '@agency-graph/contract';
import { z } from 'zod';

const fields = z.union([
  z.literal('all'),
  z.strictObject({
    only: z.array(z.string()).optional(),
    except: z.array(z.string()).optional(),
    sharing: z.enum(SHARING).optional(),
  }),
]);

const to = z.union([
  z.literal('everyone'),
  z.strictObject({
    block: z.string().optional(),
    functions: z.array(z.string()).optional(),
    organisations: z.array(z.string()).optional(),
    levels: z.array(z.string()).optional(),
  }),
]);

const RELATIONS = [
  'every',
  'unclassified',
  'own-line',
  'own-cell',
  'self',
  'party-to',
  'first-party',
  'public-circulation',
] as const;

const policyFile = z.strictObject({
  version: z.string(),
  parts: z.record(z.string(), z.string()),
  routes: z.array(z.string()),
  'need-to-know-by-grant': z.array(z.string()),
  'need-to-know-all': z.record(z.string(), z.array(z.string())),
  'variables-only': z.array(z.string()).default([]),
  'lapse-from': z.iso.date(),
  'zone-ceilings': z.record(z.enum(ZONES), z.enum(SECRECY)),
  'hardware-key-ceilings': z.partialRecord(z.enum(ZONES), z.enum(SECRECY)),
  grants: z.array(
    z.strictObject({
      type: z.string(),
      to,
      rows: z.enum(RELATIONS),
      fields,
      sensitive: z.boolean().default(false),
      purposes: z.union([z.literal('any'), z.array(z.string()).min(1)]),
    }),
  ),
});

/** How a row stands to the caller. */
export type Relation = (typeof RELATIONS)[number];

/** One line of the scope table. */
export interface Grant {
  readonly type: string;
  readonly to: z.infer<typeof to>;
  readonly rows: Relation;
  readonly fields: z.infer<typeof fields>;
  readonly sensitive: boolean;
  readonly purposes: 'any' | readonly string[];
}

/** The policy as the engine reads it: content of `gateway/policy`, checked and indexed. */
export interface Policy {
  readonly version: string;
  /** Part type → the row type it is judged with. */
  readonly parts: ReadonlyMap<string, string>;
  readonly routes: ReadonlySet<string>;
  readonly needByGrant: ReadonlySet<string>;
  readonly needAll: ReadonlyMap<string, readonly string[]>;
  /** Arguments, `Type.field(argument:)`, that must not stand in a query's text (D4). */
  readonly variablesOnly: ReadonlySet<string>;
  readonly lapseFrom: string;
  readonly ceilings: ReadonlyMap<Zone, Secrecy>;
  readonly hardwareKeyCeilings: ReadonlyMap<Zone, Secrecy>;
  readonly grants: ReadonlyMap<string, readonly Grant[]>;
}

/** Reads the parsed `scope.yaml`; throws a `ZodError` whose issues say where it is wrong. */
export function readPolicy(file: unknown): Policy {
  const content = policyFile.parse(file);
  const grants = new Map<string, Grant[]>();
  for (const grant of content.grants) grants.set(grant.type, [...(grants.get(grant.type) ?? []), grant]);
  return Object.freeze({
    version: content.version,
    parts: new Map(Object.entries(content.parts)),
    routes: new Set(content.routes),
    needByGrant: new Set(content['need-to-know-by-grant']),
    needAll: new Map(Object.entries(content['need-to-know-all'])),
    variablesOnly: new Set(content['variables-only']),
    lapseFrom: content['lapse-from'],
    ceilings: new Map(Object.entries(content['zone-ceilings']) as [Zone, Secrecy][]),
    hardwareKeyCeilings: new Map(Object.entries(content['hardware-key-ceilings']) as [Zone, Secrecy][]),
    grants,
  });
}

/** The policy of a plain graph, which has no labels to decide by: nobody is granted anything by it. */
export const NO_POLICY: Policy = Object.freeze({
  version: 'none',
  parts: new Map(),
  routes: new Set<string>(),
  needByGrant: new Set<string>(),
  needAll: new Map(),
  variablesOnly: new Set<string>(),
  lapseFrom: '9999-12-31',
  ceilings: new Map(),
  hardwareKeyCeilings: new Map(),
  grants: new Map(),
});

/** Whether a level, gate or grade lies at or below another in its own order. */
export const atMostLevel = (level: Secrecy, most: Secrecy): boolean => SECRECY.indexOf(level) <= SECRECY.indexOf(most);
export const atMostSharing = (sharing: Sharing, most: Sharing): boolean =>
  SHARING.indexOf(sharing) <= SHARING.indexOf(most);
