import { describeRowCondition } from '@agency-graph/contract';
import type { Language, RuleInForce } from '@agency-graph/policy';
import { listLevels } from './asked-field.js';
import type { FieldClass } from './classes.js';
import type { Scope } from './scope.js';
import type { FieldRefusal, PermittedFacts } from './permitted-operation.js';
import { refusalWords, type RefusalWords } from './refusal-words.js';
import { isOn, type Shape, type ShapeField } from './shape.js';

/** One field of an operation: what was decided of it, by which rule, and what to do about it. */
export interface ExplainedField {
  /** Response keys, `@` for a list level. */
  readonly path: readonly string[];
  readonly coordinate: string;
  readonly class: FieldClass;
  readonly decision: 'PERMIT' | 'WHEN' | 'DENY';
  readonly reason: string | null;
  readonly rule: { readonly id: string; readonly title: string; readonly says: string; readonly source: string } | null;
  /** The agreement that a permit stands on, `id/version`. */
  readonly agreement: string | null;
  /** Of a field that is permitted on some rows only: on which. */
  readonly condition: string | null;
  readonly steward: RefusalWords['steward'];
  readonly subgraphs: readonly string[];
  readonly missing: string | null;
  readonly howToAsk: RefusalWords['howToAsk'];
}

/** The rows of a type that the operation would be given, in words. */
export interface ExplainedRows {
  readonly type: string;
  readonly condition: string;
}

/** What explaining stands on besides the operation. */
export interface ExplainParts {
  readonly scope: Scope;
  /** `Type.field` → the subgraphs that give it. */
  readonly contributors: ReadonlyMap<string, readonly string[]>;
  readonly language: Language;
}

/**
 * Tells what was decided of an operation, field by field and type by type. It reads the very decisions that running it
 * would act on; it asks no agency, so it cannot tell whether a row exists.
 */
export function explainOperation(
  { operation, shape, refusals, granted, rows }: PermittedFacts,
  { scope, contributors, language }: ExplainParts,
): { readonly fields: readonly ExplainedField[]; readonly rows: readonly ExplainedRows[] } {
  const fields = new Map<string, ExplainedField>();
  const wordsOf = refusalWords(scope, language);

  const walk = ({ entries }: Shape, path: readonly string[]): void => {
    for (const { toggles, field } of entries) {
      if (field.name.startsWith('__') || !isOn(toggles, operation.values)) continue;
      const here = [...path, field.key];
      const key = JSON.stringify([here, field.coordinate]);
      if (!fields.has(key)) fields.set(key, explained(field, here));
      if (field.selection !== null) walk(field.selection, [...here, ...listLevels(field.type)]);
    }
  };

  const explained = (field: ShapeField, path: readonly string[]): ExplainedField => {
    const { coordinate } = field;
    const base = { path, coordinate, subgraphs: contributors.get(coordinate) ?? [] };
    const refusal = refusals.find((one) => one.coordinate === coordinate && same(one.path, path));
    return field.refused && refusal !== undefined ? { ...base, ...denied(refusal) } : { ...base, ...permitted(field) };
  };

  const denied = (refusal: FieldRefusal) => {
    const { reason, rule, steward, missing, howToAsk } = wordsOf(refusal);
    const [type = '', name = ''] = refusal.coordinate.split('.');
    return {
      // What is refused for its arguments alone may be read without them.
      class: scope.field(type, name).kind === 'deny' ? 'REQUESTABLE' : 'READABLE',
      decision: 'DENY',
      reason,
      rule: ruleIn(rule),
      agreement: null,
      condition: null,
      steward,
      missing,
      howToAsk,
    } as const;
  };

  /** A field that is filtered stands on the filters' agreements too. */
  const agreementsOf = ({ coordinate, filters }: ShapeField): string | null => {
    const named = [coordinate, ...filters].flatMap((one) => {
      const basis = granted.get(one)?.basis;
      return basis?.kind === 'agreement' ? [`${basis.id}/${basis.version}`] : [];
    });
    return named.length === 0 ? null : [...new Set(named)].join(', ');
  };

  const permitted = (field: ShapeField) => {
    const { coordinate } = field;
    const permit = granted.get(coordinate);
    const { steward } = wordsOf({ coordinate, reason: 'SCOPE', rule: permit?.rule ?? '' });
    const conditional = permit?.kind === 'when';
    return {
      class: 'READABLE',
      decision: conditional ? 'WHEN' : 'PERMIT',
      reason: null,
      rule: ruleIn(permit?.rule ?? ''),
      agreement: agreementsOf(field),
      condition: conditional ? describeRowCondition(permit.condition, language) : null,
      steward,
      missing: null,
      howToAsk: null,
    } as const;
  };

  const ruleIn = (id: string): ExplainedField['rule'] => {
    const rule: RuleInForce | undefined = scope.policy.rules.get(id);
    return rule === undefined
      ? null
      : { id, title: rule.title[language], says: rule.says[language], source: rule.source };
  };

  walk(shape, []);
  return {
    fields: [...fields.values()],
    rows: [...rows].map(([type, condition]) => ({ type, condition: describeRowCondition(condition, language) })),
  };
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one, at) => one === b[at]);
