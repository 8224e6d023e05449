import type { FetchDataRewrite } from '@apollo/query-planner';
import type { PlanSchema } from './compile.js';
import type { Fetched } from './fetched.js';

/** Changes fetched data in place, as the planner asks for interface objects and renamed keys. */
export type Rewrite = (data: unknown) => void;

/** Compiles a fetch's rewrites; null for most fetches, which have none. */
export function compileRewrites(rewrites: readonly FetchDataRewrite[], schema: PlanSchema): Rewrite | null {
  if (rewrites.length === 0) return null;
  const steps = rewrites.map((rewrite): Rewrite => {
    const path = rewrite.path.slice(0, -1);
    const last = rewrite.path.at(-1)!;
    return (data) =>
      each(data, path, schema, (object) => {
        if (!(last in object)) return;
        if (rewrite.kind === 'ValueSetter') object[last] = rewrite.setValueTo as unknown;
        else {
          object[rewrite.renameKeyTo] = object[last];
          delete object[last];
        }
      });
  });
  return (data) => steps.forEach((step) => step(data));
}

const TYPE_CONDITION = /^\.\.\. on (\w+)$/;

function each(data: unknown, path: readonly string[], schema: PlanSchema, change: (object: Fetched) => void): void {
  if (Array.isArray(data)) return data.forEach((one) => each(one, path, schema, change));
  if (typeof data !== 'object' || data === null) return;
  const object = data as Fetched;
  const [head, ...rest] = path;
  if (head === undefined) return change(object);
  const type = TYPE_CONDITION.exec(head)?.[1];
  if (type === undefined) return each(object[head], rest, schema, change);
  if (schema.possibleTypes(type).has(object['__typename'] as string)) each(object, rest, schema, change);
}
