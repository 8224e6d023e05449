import type { LabelTable } from '@agency-graph/composition';
import { Kind, parse, print, visit, type ConstDirectiveNode, type ObjectTypeDefinitionNode } from 'graphql';
import type { Scope } from './scope.js';

const DEFINITION = `"Not readable as things are: why, by which rule, and whom to ask."
directive @requestable(reason: String!, rule: String!, steward: String!) on FIELD_DEFINITION`;

/** Marks, in the SDL of what exists for a caller, the fields that they may not read but could ask for. */
export function markRequestable(sdl: string, { fields }: LabelTable, scope: Scope): string {
  const marked = visit(parse(sdl, { noLocation: true }), {
    ObjectTypeDefinition: (type): ObjectTypeDefinitionNode => ({
      ...type,
      fields: (type.fields ?? []).map((field) => {
        const decision = scope.field(type.name.value, field.name.value);
        if (decision.kind !== 'deny') return field;
        const steward = fields.get(`${type.name.value}.${field.name.value}`)?.steward ?? '';
        const mark = requestable({ reason: decision.reason, rule: decision.rule, steward });
        return { ...field, directives: [...(field.directives ?? []), mark] };
      }),
    }),
  });
  return `${DEFINITION}\n\n${print(marked)}\n`;
}

const requestable = (told: Readonly<Record<string, string>>): ConstDirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: 'requestable' },
  arguments: Object.entries(told).map(([name, value]) => ({
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: name },
    value: { kind: Kind.STRING, value },
  })),
});
