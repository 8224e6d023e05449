import type { Engine } from './engine.js';
import { withPolicy, type Draft, type Mutant } from './mutant.js';

/**
 * Vetoes that another part of the house keeps, each with where. That a coordinate without a label or without a line is
 * refused is no switch: the engine has no way to permit it, and these two only name the rule that is told.
 */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  unlabelled: 'names a rule; access/decide.ts permits nothing without a label',
  ungranted: 'names a rule; access/decide.ts permits nothing without a line of the scope table',
  account: 'identity/authenticate.ts, before access is asked; held by the differential run',
  volume: 'volume/, held by tests/system/volume.test.ts',
};

const LEVELS = ['UNCLASSIFIED', 'CONFIDENTIAL', 'SECRET', 'TOP_SECRET'] as const;

/** Each veto of each rule dropped, each parameter shifted by a step, each date by a day. */
export function ruleMutants(engine: Engine): readonly Mutant[] {
  return engine.content.rules.flatMap(({ id, versions }, rule) =>
    versions.flatMap((version, at) => {
      const mutant = (says: string, change: (version: Draft['rules'][number]['versions'][number]) => void): Mutant =>
        withPolicy(engine, `${id} of ${version.from}: ${says}`, (draft) => change(draft.rules[rule]!.versions[at]!));
      const vetoes = (version.vetoes ?? [])
        .filter((veto) => !(veto in ELSEWHERE))
        .map((veto) =>
          mutant(`without ${veto}`, (one) => void (one.vetoes = one.vetoes!.filter((other) => other !== veto))),
        );
      const ceilings = (['ceilings', 'ceilings-with-hardware-key'] as const).flatMap((name) =>
        Object.entries(version[name] ?? {}).flatMap(([zone, level]) =>
          [-1, 1].flatMap((step) => {
            const next = LEVELS[LEVELS.indexOf(level) + step];
            if (next === undefined || next === 'TOP_SECRET') return [];
            return [
              mutant(
                `${name} of ${zone} ${next}`,
                (one) => void ((one[name] as object)[zone as never] = next as never),
              ),
            ];
          }),
        ),
      );
      return [
        ...vetoes,
        ...ceilings,
        ...needs(version, mutant),
        ...rest(version, mutant),
        ...dates(id, version, mutant),
      ];
    }),
  );
}

type Version = Engine['content']['rules'][number]['versions'][number];
type Make = (says: string, change: (version: Draft['rules'][number]['versions'][number]) => void) => Mutant;

function needs(version: Version, mutant: Make): readonly Mutant[] {
  const need = version['need-to-know'];
  if (need === undefined) return [];
  return [
    ...['Document', 'Task'].map((type) =>
      mutant(`${type} known by grant`, (one) => void one['need-to-know']!['by-grant'].push(type)),
    ),
    ...need['by-grant'].map((type) =>
      mutant(`${type} not known by grant`, (one) => {
        one['need-to-know']!['by-grant'] = need['by-grant'].filter((other) => other !== type);
      }),
    ),
    ...Object.keys(need['every-row']).flatMap((type) => [
      mutant(`nobody knows every ${type}`, (one) => void delete one['need-to-know']!['every-row'][type]),
      mutant(`one more knows every ${type}`, (one) => void one['need-to-know']!['every-row'][type]!.push('UBKTTW')),
    ]),
    mutant('the Central Office knows every Document', (one) => {
      one['need-to-know']!['every-row']['Document'] = ['VPTW'];
    }),
  ];
}

function rest(version: Version, mutant: Make): readonly Mutant[] {
  const made: Mutant[] = [];
  if (version.inside !== undefined) {
    made.push(mutant('another block inside', (one) => void (one.inside = 'GOVERNMENT')));
    made.push(mutant('no block inside', (one) => void delete one.inside));
  }
  for (const zone of version['open-only'] ?? []) {
    made.push(mutant(`${zone} not open only`, (one) => void (one['open-only'] = [])));
    made.push(mutant('one more zone open only', (one) => void (one['open-only'] = [zone, 'STATE_NETWORK'])));
  }
  if (version.lapse !== undefined) made.push(mutant('lapse turned over', (one) => void (one.lapse = !one.lapse)));
  return made;
}

/** A version that begins or ends a day early or late. The policy's own first day holds over all that begin before it. */
function dates(id: string, { from, to, ...version }: Version, mutant: Make): readonly Mutant[] {
  const decides =
    (version.vetoes ?? []).some((veto) => !(veto in ELSEWHERE)) || id === 'R17' || NAMED_BY_GRANTS.has(id);
  if (!decides) return [];
  return [
    mutant('begins a day late', (one) => void (one.from = shifted(from, 1))),
    ...(from > FIRST_DAY ? [mutant('begins a day early', (one) => void (one.from = shifted(from, -1)))] : []),
    ...(to === undefined ? [] : [mutant('ends a day early', (one) => void (one.to = shifted(to, -1)))]),
  ];
}

/** A line of the scope table goes with its rule. */
const NAMED_BY_GRANTS = new Set(['R6', 'R8', 'R9', 'R10', 'R14', 'R15', 'R18', 'R19']);
const FIRST_DAY = '2026-01-01';
const shifted = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
