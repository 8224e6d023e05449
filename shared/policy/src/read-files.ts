import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import {
  indexFile,
  purposesFile,
  ruleFile,
  scopeFile,
  stewardsFile,
  type PolicyContent,
  type RuleContent,
} from './content.js';
import type { PlaceOf } from './names.js';
import { PolicyError, type PolicyProblem } from './policy-error.js';
import { problemsIn, readYaml } from './read-yaml.js';

/** Names of the files beside `rules/`, by the part of the content that they hold. */
const FILES = {
  index: ['policy.yaml', indexFile],
  scope: ['scope.yaml', scopeFile],
  purposes: ['purposes.yaml', purposesFile],
  stewards: ['stewards.yaml', stewardsFile],
} as const;

/** Reads every file of a policy folder; `placeOf` tells where a value of the content was written. */
export function readPolicyFiles(folder: string): { readonly content: PolicyContent; readonly placeOf: PlaceOf } {
  const problems: PolicyProblem[] = [];
  const lines = new Map<string, { readonly file: string; lineOf(path: readonly PropertyKey[]): number }>();
  const read = <T>(file: string, key: string, schema: z.ZodType<T>): T | undefined => {
    const source = readYaml(join(folder, file), file);
    lines.set(key, { file, lineOf: source.lineOf });
    if (source.problems.length > 0) return void problems.push(...source.problems);
    const parsed = schema.safeParse(source.value);
    if (parsed.success) return parsed.data;
    problems.push(...problemsIn(parsed.error, file, source));
    return undefined;
  };

  const index = read(FILES.index[0], 'index', FILES.index[1]);
  const scope = read(FILES.scope[0], 'scope', FILES.scope[1]);
  const purposes = read(FILES.purposes[0], 'purposes', FILES.purposes[1]);
  const stewards = read(FILES.stewards[0], 'stewards', FILES.stewards[1]);
  const rules = ruleFiles(folder).map((file, at) => read<RuleContent>(`rules/${file}`, `rules.${at}`, ruleFile));
  const whole = rules.filter((rule) => rule !== undefined);
  if (problems.length > 0 || !index || !scope || !purposes || !stewards || whole.length < rules.length)
    throw new PolicyError(problems);
  return {
    content: { index, scope, purposes, stewards, rules: whole },
    placeOf([part, ...rest]) {
      const key = part === 'rules' ? `rules.${rest.shift()}` : String(part);
      const { file, lineOf } = lines.get(key)!;
      return { file, line: lineOf(rest) };
    },
  };
}

/** Names of what editors, file managers and mounted volumes leave beside files, be it a link to nowhere. */
export const LEFT_BESIDE = /^[.#]|~$/;

/** The rules' files by name; strange ones are told, for a rule must not be missed for its ending. */
function ruleFiles(folder: string): readonly string[] {
  const unreadable = (says: string): PolicyError => new PolicyError([{ file: 'rules/', line: 1, says }]);
  let files: readonly string[];
  try {
    files = readdirSync(join(folder, 'rules'))
      .filter((file) => !LEFT_BESIDE.test(file))
      .toSorted();
  } catch {
    throw unreadable('the folder is missing or cannot be read');
  }
  const strange = files.find((file) => !/^[A-Z]\d\d-[a-z-]+\.yaml$/.test(file));
  if (strange !== undefined) throw unreadable(`${strange} is no rule file; they are called like R01-default-deny.yaml`);
  return files;
}
