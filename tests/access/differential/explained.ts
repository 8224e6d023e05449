import type { Reference } from '../reference/decide.js';
import type { Expected } from '../reference/evaluate.js';
import type { AskCase } from './ask.js';
import type { CaseCaller } from './callers.js';
import type { Got } from './compare.js';

interface Explanation {
  readonly refusal: { readonly code: string } | null;
  readonly fields: readonly {
    readonly path: readonly string[];
    readonly coordinate: string;
    readonly class: string;
    readonly decision: 'PERMIT' | 'WHEN' | 'DENY';
    readonly reason: string | null;
    readonly condition: string | null;
  }[];
  readonly rows: readonly { readonly type: string; readonly condition: string }[];
}

const EXPLAIN = `query ($query: String!, $variables: String!) {
  explain(query: $query, variables: $variables) {
    refusal { code }
    fields { path coordinate class decision reason condition }
    rows { type condition }
  }
}`;

/** Every way in which what is explained differs from what the reference says, and from what was done. */
export async function explainedDifferently(
  caller: CaseCaller,
  asked: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> },
  reference: Reference,
  expected: Expected,
  done: Got,
  ask: AskCase,
): Promise<readonly string[]> {
  const { status, body } = await ask(caller, EXPLAIN, {
    query: asked.query,
    variables: JSON.stringify(asked.variables),
  });
  const said = (body.data as { readonly explain: Explanation | null } | undefined)?.explain;
  if (expected.kind !== 'hidden' && expected.kind !== 'answer')
    return status === done.status ? [] : [`explain: ${done.status} expected, got ${status}`];
  if (said === undefined || said === null) return [`explain: ${body.errors?.[0]?.message ?? `status ${status}`}`];
  const { refusal, fields, rows } = said;
  if (expected.kind === 'hidden')
    return refusal?.code === 'GRAPHQL_VALIDATION_FAILED' ? [] : [`explain: ${expected.coordinate} is not hidden`];
  if (refusal !== null) return [`explain: turned away with ${refusal.code}`];

  const keyOf = (path: string, coordinate: string): string => `${path} ${coordinate}`;
  const reasons = new Map(
    expected.errors.flatMap((one) =>
      one.reasons.length === 0 ? [] : [[keyOf(one.path, one.coordinate), one.reasons as readonly string[]]],
    ),
  );
  const differs: string[] = [];
  const onSomeRows = new Set<string>();
  const explained = new Set<string>();
  for (const { path, coordinate, class: what, decision, reason, condition } of fields) {
    const key = keyOf(path.join('.'), coordinate);
    explained.add(key);
    if (what.toLowerCase() !== reference.classOf(coordinate)) differs.push(`explain: ${key} is ${what}`);
    if ((decision === 'WHEN') !== (condition !== null)) differs.push(`explain: ${key} is ${decision}: ${condition}`);
    if (decision === 'WHEN') onSomeRows.add(coordinate);
    if ((decision === 'DENY') !== reasons.has(key)) differs.push(`explain: ${key} is ${decision}`);
    else if (decision === 'DENY' && reasons.get(key)?.includes(reason ?? '') !== true)
      differs.push(`explain: ${key}: reason ${reason} does not hold`);
  }
  for (const key of reasons.keys()) if (!explained.has(key)) differs.push(`explain: nothing of ${key}`);
  for (const { coordinate, reasons: always } of expected.errors)
    if (always.length === 0 && !onSomeRows.has(coordinate))
      differs.push(`explain: ${coordinate} is not on some rows only`);
  const inWords = rows.map(({ type, condition }) => `${type}: ${condition}`);
  for (const { type, rows: words } of done.body.extensions?.access?.conditions ?? [])
    if (!inWords.includes(`${type}: ${words}`)) differs.push(`explain: the rows of ${type} are not ${words}`);
  return differs;
}
