import { compose } from '@agency-graph/composition/compose';
import { readWorkingTree } from '@agency-graph/composition/working-tree';
import type { Label } from '@agency-graph/contract';
import { createGeneration, scopeOf, type CallerFacts, type Generation } from '@agency-graph/gateway/steps';
import { loadSupergraph } from '@agency-graph/gateway/supergraph';
import { readPolicyFolder } from '@agency-graph/policy';
import { createWorld } from '@agency-graph/world';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { CALLER } from '../support/small-graph.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ADDED = 'addedLater';
const SECRECY = ['UNCLASSIFIED', 'CONFIDENTIAL', 'SECRET', 'TOP_SECRET'];

/** The served graph, with a field added to each labelled type, without a label of its own. */
let generation: Generation;
let types: readonly string[];
let callers: readonly CallerFacts[];

beforeAll(async () => {
  const tree = await readWorkingTree({ dir: ROOT });
  if (tree.kind === 'problems') throw new Error('the tree of this checkout is not read');
  const found = new Set<string>();
  const subgraphs = tree.subgraphs.map((one) => ({
    ...one,
    sdl: one.sdl.replaceAll(/^type (\w+)[^{\n]*@label\([^{\n]*\{$/gm, (head, type: string) => {
      // It is one field, of one owner, except of a type that all agencies share.
      const others = found.has(type) || (owned(tree.subgraphs, type) && one.owns?.includes(type) !== true);
      if (others && !head.includes('@shareable')) return head;
      found.add(type);
      return `${head}\n  "A field that somebody added." ${ADDED}: String`;
    }),
  }));
  const composed = compose({ subgraphs, labels: 'required' });
  if (composed.kind === 'problems') throw new Error(composed.problems.map(({ says }) => says).join('\n'));
  generation = await createGeneration(
    await loadSupergraph(composed.supergraphSdl),
    readPolicyFolder(`${ROOT}gateway/policy`),
    'compiled',
  );
  types = [...found];
  callers = personas();
});

const owned = (all: readonly { readonly owns?: readonly string[] }[], type: string): boolean =>
  all.some(({ owns }) => owns?.includes(type) === true);

const NO_DUTIES = {
  endUserRequired: false,
  rowsAtMost: null,
  callsPerHour: null,
  bulk: false,
  witnessed: false,
} as const;

/** Every persona, for each of its purposes and for none. */
function personas(): readonly CallerFacts[] {
  const world = createWorld('tiny');
  return world.personas.flatMap((persona) => {
    const account = [...world.accounts()].find(({ id }) => id === persona.accountId)!;
    const organisation = world.organisation(account.orgId)!;
    const { id, path, block, level } = organisation;
    const held = world.agreements
      .filter((one) => one.status === 'IN_FORCE' && one.validFrom <= '2026-03-15' && '2026-03-15' < one.validTo)
      .filter(({ assigneeOrgIds }) => assigneeOrgIds.includes(id) || assigneeOrgIds.includes(block))
      .map((one) => ({ ...one, coordinates: new Set(one.coordinates), purposes: new Set(one.purposes), ...NO_DUTIES }));
    const purposes = account.purposes.map(({ value }) => value);
    return [...purposes, null].map((purpose) => ({
      ...CALLER,
      accountId: persona.code,
      kind: account.kind,
      memberId: account.memberId,
      organisation: { id, path, block, level },
      functions: new Set(account.functions.map(({ value }) => value)),
      clearance: account.clearance[0]?.value ?? 'UNCLASSIFIED',
      compartments: account.compartments.map(({ value }) => value),
      zone: persona.zone,
      hardwareKey: persona.hardwareKey,
      endUser: account.kind === 'APPLICATION' ? 'somebody' : null,
      purposes,
      purpose,
      agreements: held,
    }));
  });
}

/** What a caller must have for the strictest of labels, said without the policy's help. */
function lacks(
  { secrecy, sharing, personal }: Label,
  { clearance, organisation, functions, memberId }: CallerFacts,
): boolean {
  return (
    SECRECY.indexOf(secrecy) > SECRECY.indexOf(clearance) ||
    (organisation.block !== 'PARTY' && sharing !== 'OPEN') ||
    (personal === 'SENSITIVE' &&
      memberId === null &&
      !['ORG_WORK', 'INSPECTION', 'OFFICE'].some((one) => functions.has(one)))
  );
}

test('it takes its type’s label, the strictest, and is refused to every persona who lacks that', () => {
  expect(types.length).toBeGreaterThan(20);
  expect(new Set(callers.map(({ accountId }) => accountId)).size).toBeGreaterThanOrEqual(15);
  let refused = 0;
  for (const type of types) {
    const label = generation.rules.labels.fields.get(`${type}.${ADDED}`)!;
    expect(label, type).toBeDefined();
    for (const caller of callers) {
      if (!lacks(label, caller)) continue;
      const { kind } = scopeOf(generation.rules, caller).field(type, ADDED);
      expect(kind, `${caller.accountId} for ${caller.purpose} reads ${type}.${ADDED}`).toBe('deny');
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(250);
});
