import { PARAMETERS, VETOES, type Grant, type Parameter, type PolicyContent } from './content.js';
import { changesOf, versionsOn } from './policy.js';

/** What is wrong, and where: keys from the content's root to the value that the sentence is about. */
export interface ContentProblem {
  readonly at: readonly (string | number)[];
  readonly says: string;
}

/** Parameters without which something is merely not allowed. */
const OPTIONAL: readonly Parameter[] = ['lapse', 'inquiry'];

/**
 * What the form of single files cannot tell: that every listed rule is there once, that each veto and each parameter
 * has exactly one rule on every day, and that what is named exists.
 */
export function incompleteness(content: PolicyContent): readonly ContentProblem[] {
  return [
    ...unlistedRules(content),
    ...overlappingVersions(content),
    ...unknownNames(content),
    ...namelessArguments(content),
    ...daysWithGaps(content),
  ];
}

function unlistedRules({ index, rules }: PolicyContent): ContentProblem[] {
  const counted = (id: string): number => rules.filter((rule) => rule.id === id).length;
  return [
    ...index.rules.flatMap((id, place): ContentProblem[] =>
      counted(id) === 0 ? [{ at: ['index', 'rules', place], says: `rule ${id} has no file in rules/` }] : [],
    ),
    ...index.rules.flatMap((id, place): ContentProblem[] =>
      index.rules.indexOf(id) < place ? [{ at: ['index', 'rules', place], says: `rule ${id} is listed twice` }] : [],
    ),
    ...rules.flatMap(({ id }, place): ContentProblem[] => {
      if (!index.rules.includes(id))
        return [{ at: ['rules', place, 'id'], says: `rule ${id} is not listed in policy.yaml` }];
      return rules.findIndex((rule) => rule.id === id) < place
        ? [{ at: ['rules', place, 'id'], says: `rule ${id} has two files` }]
        : [];
    }),
  ];
}

function overlappingVersions({ rules }: PolicyContent): ContentProblem[] {
  return rules.flatMap(({ versions }, rule) =>
    versions.flatMap(({ from, to }, place): ContentProblem[] => {
      const at = ['rules', rule, 'versions', place, 'from'];
      const before = versions[place - 1];
      if (to !== undefined && to <= from) return [{ at, says: 'a version ends before it begins' }];
      return before !== undefined && (before.to === undefined || before.to > from)
        ? [{ at, says: 'a version begins before the one above it has ended' }]
        : [];
    }),
  );
}

function unknownNames({ scope: { grants, parts }, purposes, rules }: PolicyContent): ContentProblem[] {
  const isUnknown = (purpose: string): boolean => !Object.hasOwn(purposes, purpose);
  const noPurpose = (at: ContentProblem['at'], purpose: string): ContentProblem => ({
    at,
    says: `no purpose ${purpose} in purposes.yaml`,
  });
  return [
    ...grants.flatMap((grant, place): ContentProblem[] => {
      const at = ['scope', 'grants', place];
      const unknown = grant.purposes === 'any' ? undefined : grant.purposes.find(isUnknown);
      return [
        ...(rules.some(({ id }) => id === grant.rule) ? [] : [{ at: [...at, 'rule'], says: `no rule ${grant.rule}` }]),
        ...strangeFields(grant, parts).map((problem) => ({ ...problem, at: [...at, ...problem.at] })),
        ...(unknown === undefined ? [] : [noPurpose([...at, 'purposes'], unknown)]),
      ];
    }),
    ...rules.flatMap(({ versions }, rule) =>
      versions.flatMap(({ inquiry }, place) =>
        Object.keys(inquiry?.['told-after-days'] ?? {})
          .filter(isUnknown)
          .map((one) => noPurpose(['rules', rule, 'versions', place, 'inquiry', 'told-after-days', one], one)),
      ),
    ),
  ];
}

/** What is too sensitive for a query's text names a person, and the record must be able to say whom. */
function namelessArguments({ scope: { identifies }, rules }: PolicyContent): ContentProblem[] {
  return rules.flatMap(({ versions }, rule) =>
    versions.flatMap((version, place) =>
      (version['variables-only'] ?? []).flatMap((argument, nth): ContentProblem[] =>
        Object.hasOwn(identifies, argument)
          ? []
          : [
              {
                at: ['rules', rule, 'versions', place, 'variables-only', nth],
                says: `scope.yaml does not say whom ${argument} identifies`,
              },
            ],
      ),
    ),
  );
}

/** Fields that a line spells as none of its own are spelt: it would neither grant nor except them. */
function strangeFields({ type, fields }: Grant, parts: Readonly<Record<string, string>>): ContentProblem[] {
  if (fields === 'all') return [];
  return (['only', 'except'] as const).flatMap((which) =>
    (fields[which] ?? []).flatMap((field, place): ContentProblem[] => {
      const [of = '', ...name] = field.split('.');
      const at = ['fields', which, place];
      if (name.length === 0 || (of !== type && Object.hasOwn(parts, of) && parts[of] === type)) return [];
      return of === type
        ? [{ at, says: `${field}: fields of the line’s own type are named without it` }]
        : [{ at, says: `${field}: ${of} is no part of ${type}` }];
    }),
  );
}

function daysWithGaps(content: PolicyContent): ContentProblem[] {
  const seen = new Map<string, ContentProblem>();
  for (const day of changesOf(content)) {
    const inForce = versionsOn(content, day);
    const owners = [
      ...VETOES.map((veto) => [veto, inForce.filter(({ version }) => version.vetoes?.includes(veto))] as const),
      ...PARAMETERS.map((name) => [name, inForce.filter(({ version }) => version[name] !== undefined)] as const),
    ];
    for (const [name, owned] of owners) {
      const says =
        owned.length > 1
          ? `"${name}" is said by more than one rule: ${owned.map(({ id }) => id).join(', ')}`
          : owned.length === 0 && !(OPTIONAL as readonly string[]).includes(name)
            ? `no rule in force says "${name}"`
            : null;
      if (says !== null && !seen.has(name)) seen.set(name, { at: ['index', 'rules'], says: `from ${day} on ${says}` });
    }
  }
  return [...seen.values()];
}
