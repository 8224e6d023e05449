import { parse, visit, type DocumentNode, type FieldNode } from 'graphql';
import type { Planning } from '../plan/plan.js';
import type { LoadedSupergraph } from './apollo.js';
import type { SpareThread } from './planner-thread.js';
import { createPlanning } from './planning.js';

/**
 * Plans over a supergraph in which what agencies require with arguments has names of its own. An operation that uses
 * for something else a name that the planner may ask by, `{ id: name }`, is planned over one in which all of it has;
 * that planner starts with the first such operation.
 */
export function createCarefulPlanning(
  { sdl, namesAskedBy }: Pick<LoadedSupergraph, 'sdl' | 'namesAskedBy'>,
  spare: SpareThread | null,
): Planning {
  const usual = createPlanning(sdl, 'arguments', spare);
  const careful = createPlanning(sdl, 'all');
  const planningOf = (text: string): Planning =>
    usesOneElsewhere(parse(text, { noLocation: true }), namesAskedBy) ? careful : usual;
  return {
    ready: () => usual.ready(),
    plan: (text, by, abandoned) => planningOf(text).plan(text, by, abandoned),
    async close() {
      await Promise.all([usual.close(), careful.close()]);
    },
  };
}

function usesOneElsewhere(document: DocumentNode, names: ReadonlySet<string>): boolean {
  let found = false;
  visit(document, {
    Field({ name, alias, arguments: given = [] }: FieldNode) {
      const key = (alias ?? name).value;
      if (names.has(key) && (key !== name.value || given.length > 0)) found = true;
    },
  });
  return found;
}
