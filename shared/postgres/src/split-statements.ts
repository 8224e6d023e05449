/** One statement of a script and the line, counted from 1, on which it begins. */
export interface Statement {
  readonly sql: string;
  readonly line: number;
}

/** What a semicolon may hide in: comments, quoted text and names, dollar-quoted bodies. */
const OPAQUE = /--[^\n]*|\/\*|'|"|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|;/g;

const endOfComment = (sql: string, from: number): number => {
  let depth = 1;
  const mark = /\/\*|\*\//g;
  mark.lastIndex = from;
  for (let found = mark.exec(sql); found !== null; found = mark.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return sql.length;
};

const endOfQuote = (sql: string, open: number): number => {
  const backslashes = sql[open] === "'" && /(?<![\w$])e$/i.test(sql.slice(Math.max(0, open - 2), open));
  for (let at = open + 1; at < sql.length; at += 1) {
    if (backslashes && sql[at] === '\\') at += 1;
    else if (sql[at] === sql[open]) {
      if (sql[at + 1] !== sql[open]) return at + 1;
      at += 1;
    }
  }
  return sql.length;
};

const endOf = (sql: string, token: string, start: number): number => {
  if (token.startsWith('--')) return start + token.length;
  if (token === '/*') return endOfComment(sql, start + 2);
  if (token === "'" || token === '"') return endOfQuote(sql, start);
  const close = sql.indexOf(token, start + token.length);
  return close === -1 ? sql.length : close + token.length;
};

const COMMENT_OR_SPACE = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/;

/**
 * Splits a script of SQL at its semicolons, so that an error can name its line. Function bodies must be quoted
 * (`$$ … $$`); the `begin atomic` form is not recognised.
 */
export const splitStatements = (sql: string): readonly Statement[] => {
  const statements: Statement[] = [];
  let from = 0;
  const add = (to: number): void => {
    const text = sql.slice(from, to);
    const lead = COMMENT_OR_SPACE.exec(text)?.[0].length ?? 0;
    if (lead < text.length) {
      statements.push({ sql: text.slice(lead), line: sql.slice(0, from + lead).split('\n').length });
    }
    from = to + 1;
  };
  OPAQUE.lastIndex = 0;
  for (let found = OPAQUE.exec(sql); found !== null; found = OPAQUE.exec(sql)) {
    if (found[0] === ';') add(found.index);
    else OPAQUE.lastIndex = endOf(sql, found[0], found.index);
  }
  add(sql.length);
  return statements;
};
