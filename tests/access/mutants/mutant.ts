import type { AccessRules } from '@agency-graph/gateway/steps';
import { compilePolicy, type PolicyContent } from '@agency-graph/policy';
import type { Evaluate } from './decisions.js';
import type { Engine } from './engine.js';

/** One small wrong change to what the gateway decides by. */
export interface Mutant {
  readonly says: string;
  readonly rules: AccessRules;
  /** How rows are judged, where that is what was changed. */
  readonly evaluate?: Evaluate;
}

type Changeable<T> = T extends readonly (infer Item)[]
  ? Changeable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Changeable<T[Key]> }
    : T;

/** The policy's content, free to be changed. */
export type Draft = Changeable<PolicyContent>;

/** The engine with the policy changed in one place; the rest is as served. */
export function withPolicy({ content, rules }: Engine, says: string, change: (draft: Draft) => void): Mutant {
  const draft = structuredClone(content) as Draft;
  change(draft);
  return { says, rules: { ...rules, policy: compilePolicy(draft as PolicyContent) } };
}
