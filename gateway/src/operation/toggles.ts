import { Kind, visit, type OperationDefinitionNode } from 'graphql';
import { Refusal } from '../refusals.js';

const TOGGLES: ReadonlySet<string> = new Set(['skip', 'include']);

/**
 * A variable with a default may stand where no null may, and be null all the same (GraphQL, § 5.8.5): what `@skip` and
 * `@include` would then do nobody said, so the request is refused.
 */
export function refuseNullToggles(node: OperationDefinitionNode, values: Readonly<Record<string, unknown>>): void {
  if (!Object.values(values).includes(null)) return;
  visit(node, {
    Directive({ name, arguments: given }) {
      if (!TOGGLES.has(name.value)) return;
      for (const { value } of given ?? []) {
        if (value.kind !== Kind.VARIABLE || values[value.name.value] !== null) continue;
        const variable = value.name.value;
        throw new Refusal(
          'BAD_REQUEST',
          `Variable "$${variable}" is null where @${name.value} asks for true or false.`,
          {
            variable,
          },
        );
      }
    },
  });
}
