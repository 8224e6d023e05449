import {
  Kind,
  parse,
  type DirectiveNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeDefinitionNode,
} from 'graphql';

const isTypeDefinition = (node: { kind: string }): node is TypeDefinitionNode => node.kind.endsWith('TypeDefinition');

/**
 * What a schema may not lack when it is published, as `coordinate: what is missing`: a description on every type, field,
 * argument and value, a label on every field, `@reads` on every argument, and the hidden fields that row labels name.
 */
export function lintSchema(sdl: string): readonly string[] {
  return parse(sdl, { noLocation: true }).definitions.filter(isTypeDefinition).flatMap(lintType);
}

function lintType(type: TypeDefinitionNode): string[] {
  const name = type.name.value;
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
      return [
        ...described(type, name),
        ...(type.fields ?? []).flatMap((field) => lintField(type, field)),
        ...lintRowLabel(type),
      ];
    case Kind.INTERFACE_TYPE_DEFINITION:
      return [
        ...described(type, name),
        ...(type.fields ?? []).flatMap((field) => described(field, `${name}.${field.name.value}`)),
      ];
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return [
        ...described(type, name),
        ...(type.fields ?? []).flatMap((field) => lintInput(field, `${name}.${field.name.value}`)),
      ];
    case Kind.ENUM_TYPE_DEFINITION:
      return [
        ...described(type, name),
        ...(type.values ?? []).flatMap((value) => described(value, `${name}.${value.name.value}`)),
      ];
    default:
      return described(type, name);
  }
}

function lintField(type: ObjectTypeDefinitionNode, field: FieldDefinitionNode): string[] {
  const at = `${type.name.value}.${field.name.value}`;
  // The key of a stub is the owner's to label.
  const isLabelled = [...(type.directives ?? []), ...(field.directives ?? [])].some(named('label'));
  const isStubKey = (type.directives ?? []).some(
    (one) => named('key')(one) && textOf(one, 'fields') === field.name.value,
  );
  return [
    ...described(field, at),
    ...(isLabelled || isStubKey ? [] : [`${at}: no @Label, and none on ${type.name.value}`]),
    ...(field.arguments ?? []).flatMap((argument) => lintInput(argument, `${at}(${argument.name.value}:)`)),
  ];
}

const lintInput = (input: InputValueDefinitionNode, at: string): string[] => [
  ...described(input, at),
  ...((input.directives ?? []).some(named('reads'))
    ? []
    : [`${at}: no @Reads (write @Reads() when it reads no field)`]),
];

/** INVARIANT: what a row label names exists in the same type and is hidden, or the gateway could not judge its rows. */
function lintRowLabel(type: ObjectTypeDefinitionNode): string[] {
  const label = type.directives?.find(named('rowLabel'));
  const values = (label?.arguments ?? []).flatMap(({ value }) => (value.kind === Kind.LIST ? value.values : [value]));
  return values.flatMap((value) => {
    if (value.kind !== Kind.STRING) return [];
    const field = type.fields?.find((one) => one.name.value === value.value);
    if (field?.directives?.some(named('inaccessible'))) return [];
    return [`${type.name.value}: @RowLabelled names ${value.value}, which is not an @Inaccessible() field of it`];
  });
}

const described = (node: { readonly description?: unknown }, at: string): string[] =>
  node.description === undefined ? [`${at}: no description`] : [];

const named =
  (name: string) =>
  (directive: DirectiveNode): boolean =>
    directive.name.value === name;

function textOf(directive: DirectiveNode, argument: string): string | undefined {
  const value = directive.arguments?.find((one) => one.name.value === argument)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}
