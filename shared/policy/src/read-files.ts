import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument, visit, type Document } from 'yaml';
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
import { PolicyError, type PolicyProblem } from './policy-error.js';

/** Names of the files beside `rules/`, by the part of the content that they hold. */
const FILES = {
  index: ['policy.yaml', indexFile],
  scope: ['scope.yaml', scopeFile],
  purposes: ['purposes.yaml', purposesFile],
  stewards: ['stewards.yaml', stewardsFile],
} as const;

type Place = (path: readonly (string | number)[]) => { readonly file: string; readonly line: number };

/** Reads every file of a policy folder; `placeOf` tells where a value of the content was written. */
export function readPolicyFiles(folder: string): { readonly content: PolicyContent; readonly placeOf: Place } {
  const problems: PolicyProblem[] = [];
  const lines = new Map<string, { readonly file: string; lineOf(path: readonly PropertyKey[]): number }>();
  const read = <T>(file: string, key: string, schema: z.ZodType<T>): T | undefined => {
    const source = readYaml(folder, file);
    lines.set(key, { file, lineOf: source.lineOf });
    if (source.problems.length > 0) return void problems.push(...source.problems);
    const parsed = schema.safeParse(source.value);
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) {
      const where = path.length === 0 ? '' : `${path.join('.')}: `;
      problems.push({ file, line: source.lineOf(path), says: `${where}${message}` });
    }
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

/** The rules' files by name; strange ones are told, for a rule must not be missed for its ending. */
function ruleFiles(folder: string): readonly string[] {
  const unreadable = (says: string): PolicyError => new PolicyError([{ file: 'rules/', line: 1, says }]);
  let files: readonly string[];
  try {
    files = readdirSync(join(folder, 'rules')).toSorted();
  } catch {
    throw unreadable('the folder is missing or cannot be read');
  }
  const strange = files.find((file) => !/^[A-Z]\d\d-[a-z-]+\.yaml$/.test(file));
  if (strange !== undefined) throw unreadable(`${strange} is no rule file; they are called like R01-default-deny.yaml`);
  return files;
}

interface YamlSource {
  readonly value: unknown;
  readonly problems: readonly PolicyProblem[];
  lineOf(path: readonly PropertyKey[]): number;
}

function readYaml(folder: string, file: string): YamlSource {
  let text: string;
  try {
    text = readFileSync(join(folder, file), 'utf8');
  } catch {
    const says = 'the file is missing or cannot be read';
    return { value: null, problems: [{ file, line: 1, says }], lineOf: () => 1 };
  }
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const lineAt = (offset: number): number => Math.max(counter.linePos(offset).line, 1);
  const problems = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    file,
    line: lineAt(pos[0]),
    says: message.split('\n')[0]!.replace(/ at line \d.*$/, ''),
  }));
  // A file that was only half written would often still be YAML.
  if (problems.length === 0 && !/\n\.\.\.\s*$/.test(text))
    problems.push({ file, line: lineAt(text.length), says: 'the file does not end with "...": is it half written?' });
  // No aliases: small files must not grow when they are read.
  visit(document, {
    Alias: (_, { range }) => void problems.push({ file, line: lineAt(range?.[0] ?? 0), says: 'an alias is not read' }),
  });
  const value: unknown = problems.length > 0 ? null : document.toJS();
  return { value, problems, lineOf: (path) => lineAt(offsetOf(document, path)) };
}

/** Where the value at a path was written, or else the nearest one around it. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { readonly range?: readonly number[] } | undefined;
    if (node?.range !== undefined) return node.range[0] ?? 0;
  }
  return 0;
}
