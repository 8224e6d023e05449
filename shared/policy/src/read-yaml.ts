import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { z } from 'zod';
import type { PolicyProblem } from './policy-error.js';

/** A file as it was read; `value` is null where there are problems. */
export interface YamlSource {
  readonly value: unknown;
  readonly problems: readonly PolicyProblem[];
  lineOf(path: readonly PropertyKey[]): number;
}

/** Reads a YAML file strictly: whole, without aliases. `file` is what problems call it. */
export function readYaml(path: string, file: string): YamlSource {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
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

/** What does not fit a form, each with its line. */
export const problemsIn = (error: z.ZodError, file: string, { lineOf }: YamlSource): readonly PolicyProblem[] =>
  error.issues.map(({ path, message }) => {
    const where = path.length === 0 ? '' : `${path.join('.')}: `;
    return { file, line: lineOf(path), says: `${where}${message}` };
  });
