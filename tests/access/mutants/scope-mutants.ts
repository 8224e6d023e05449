import { OF_RECORDS } from '../reference/besides.js';
import type { Engine } from './engine.js';
import { withPolicy, type Draft, type Mutant } from './mutant.js';

type Line = Draft['scope']['grants'][number];

const SHARING = ['OPEN', 'DEFAULT', 'ON_REQUEST', 'INTERNAL'] as const;

/** What each relation to a row may wrongly become: one that covers more rows, or others. */
const WIDER: Readonly<Record<Line['rows'], readonly Line['rows'][]>> = {
  every: ['own-line', 'unclassified'],
  unclassified: ['every', 'own-line'],
  'own-line': ['every', 'party-to'],
  self: ['every', 'own-line'],
  'party-to': ['every', 'own-line', 'first-party'],
  'first-party': ['party-to', 'every'],
};

/**
 * Types of records. What else the gateway has of its own (viewer, explanations, break-glass) and what is written are no
 * data of the domain page's scope table, and have tests of their own.
 */
const TYPES = new Set([...OF_RECORDS.values()].map(({ type }) => type).filter((type) => !type.startsWith('Viewer')));

/** Each line of the scope table dropped, each of its conditions dropped or shifted, each of its lists widened. */
export function scopeMutants(engine: Engine): readonly Mutant[] {
  return engine.content.scope.grants.flatMap((line, at) => {
    if (!TYPES.has(line.type)) return [];
    const name = `${line.type} ${line.rows} (${line.rule}, line ${at + 1})`;
    const mutant = (says: string, change: (line: Line) => void): Mutant =>
      withPolicy(engine, `${name}: ${says}`, (draft) => change(draft.scope.grants[at]!));
    return [
      withPolicy(engine, `${name}: dropped`, (draft) => void draft.scope.grants.splice(at, 1)),
      ...addressees(line as Line, mutant),
      ...WIDER[line.rows].map((rows) => mutant(`rows ${rows}`, (one) => void (one.rows = rows))),
      ...Object.entries(line.where ?? {}).flatMap(([field, values]) => [
        mutant(`whatever ${field}`, (one) => void delete one.where),
        mutant(`${field} RECIPIENTS_ONLY too`, (one) => void (one.where = { [field]: [...values, 'RECIPIENTS_ONLY'] })),
        ...values.map((value) =>
          mutant(`${field} not ${value}`, (one) => {
            one.where = { [field]: values.filter((other) => other !== value) };
          }),
        ),
      ]),
      ...fields(line as Line, mutant),
      ...purposes(line as Line, mutant),
    ];
  });
}

type Make = (says: string, change: (line: Line) => void) => Mutant;

function addressees({ to }: Line, mutant: Make): readonly Mutant[] {
  if (to === 'everyone') return [mutant('to another block', (one) => void (one.to = { block: 'GOVERNMENT' }))];
  const keys = Object.keys(to) as (keyof typeof to)[];
  const others: Readonly<Record<string, readonly string[]>> = {
    functions: ['OFFICE', 'POLICY'],
    organisations: ['BNCTW'],
    levels: ['COMMUNE', 'GRASSROOTS', 'PROVINCE'],
  };
  return [
    ...keys.map((key) => mutant(`whatever ${key}`, (one) => void delete (one.to as Record<string, unknown>)[key])),
    ...keys.flatMap((key) => {
      const values = to[key];
      if (!Array.isArray(values)) return [];
      return (others[key] ?? [])
        .filter((other) => !values.includes(other))
        .map((other) =>
          mutant(`${other} too`, (one) => void ((one.to as Record<string, unknown>)[key] = [...values, other])),
        );
    }),
  ];
}

function fields({ fields: given, sensitive }: Line, mutant: Make): readonly Mutant[] {
  const made = sensitive ? [mutant('not the sensitive', (one) => void (one.sensitive = false))] : [];
  if (given === 'all') return made;
  const { only, except, sharing } = given;
  return [
    ...made,
    mutant('all fields', (one) => {
      one.fields = 'all';
      one.sensitive = true;
    }),
    ...(only ?? []).map((name) =>
      mutant(
        `without ${name}`,
        (one) => void (one.fields = { ...given, only: only!.filter((other) => other !== name) }),
      ),
    ),
    ...(except ?? []).map((name) =>
      mutant(`${name} too`, (one) => {
        one.fields = { ...given, except: except!.filter((other) => other !== name) };
        one.sensitive = true;
      }),
    ),
    ...[-1, 1].flatMap((step) => {
      const next = sharing && SHARING[SHARING.indexOf(sharing) + step];
      return next ? [mutant(`sharing ${next}`, (one) => void (one.fields = { ...given, sharing: next }))] : [];
    }),
  ];
}

function purposes({ purposes: given }: Line, mutant: Make): readonly Mutant[] {
  if (given === 'any') return [mutant('for one purpose', (one) => void (one.purposes = ['AUDIT']))];
  return [
    mutant('for any purpose', (one) => void (one.purposes = 'any')),
    mutant('for one purpose more', (one) => void (one.purposes = [...given, 'STATISTICS', 'DOC_PROCESSING'])),
    ...(given.length < 2
      ? []
      : given.map((name) =>
          mutant(`not for ${name}`, (one) => void (one.purposes = given.filter((other) => other !== name))),
        )),
  ];
}
