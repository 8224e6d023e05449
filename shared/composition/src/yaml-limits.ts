import { Lexer } from 'yaml';

/** Largest YAML text that is read. */
const MAX_YAML_CHARACTERS = 1024 * 1024;
/** Deepest nesting that is read; what is read here nests six deep. */
const MAX_YAML_DEPTH = 32;
/** YAML errors that are told of one text: one missing bracket makes hundreds. */
export const MAX_YAML_ERRORS = 10;

/** Blocks nest by indentation and by `- `, `? ` and `: ` in front of a line's first word. */
const DEEP_BLOCK = new RegExp(`^[ \\t]*(?:[-?:][ \\t]+){${MAX_YAML_DEPTH}}|^ {${4 * MAX_YAML_DEPTH}}`, 'm');

/**
 * Why a text is not handed to the YAML parser, or undefined. attacker-controlled: the parser recurses, and at the end of
 * its stack the engine can end the process instead of throwing. The lexer does not recurse, and knows what is quoted.
 */
export const refuseYaml = (text: string): string | undefined => {
  if (text.length > MAX_YAML_CHARACTERS) return `is longer than ${MAX_YAML_CHARACTERS} characters`;
  if (DEEP_BLOCK.test(text)) return `nests deeper than ${MAX_YAML_DEPTH}`;
  let depth = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') depth += 1;
    if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_YAML_DEPTH) return `nests deeper than ${MAX_YAML_DEPTH}`;
  }
  return undefined;
};
