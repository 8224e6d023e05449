/** What this kit needs of type-graphql's global storage of decorators: the only place that knows its shape. */
interface Storage {
  readonly objectTypes: { simpleResolvers?: boolean }[];
  readonly resolverClasses: { readonly target: Function; readonly getObjectType?: () => Function }[];
  readonly fieldResolvers: { readonly target: Function; readonly methodName: string; readonly kind: string }[];
  readonly argumentDirectives: ArgumentDirective[];
}
interface ArgumentDirective {
  readonly target: Function;
  readonly fieldName: string;
  readonly parameterIndex: number;
  readonly directive: unknown;
}

/** Prepares what the decorators said for `buildSchemaSync`; again changes nothing. */
export function prepareMetadata(): void {
  const storage = (globalThis as { TypeGraphQLMetadataStorage?: Storage }).TypeGraphQLMetadataStorage;
  if (storage === undefined) return;
  // A field without a resolver is read off its row: graphql's own way, without type-graphql's wrapper around each leaf.
  for (const type of storage.objectTypes) type.simpleResolvers ??= true;
  for (const { target, methodName, kind } of storage.fieldResolvers) {
    if (kind === 'external') shareArgumentDirectives(storage, target, methodName);
  }
}

/**
 * Directives on the arguments of a `@FieldResolver` are looked up under the object type's class but kept under the
 * resolver's: without this its `@Reads` would be lost in silence.
 */
function shareArgumentDirectives(storage: Storage, resolver: Function, fieldName: string): void {
  const type = storage.resolverClasses.find(({ target }) => target === resolver)?.getObjectType?.();
  if (type === undefined) return;
  const of = (target: Function) =>
    storage.argumentDirectives.filter((one) => one.target === target && one.fieldName === fieldName);
  const known = new Set(of(type).map(({ directive }) => directive));
  for (const one of of(resolver)) {
    if (!known.has(one.directive)) storage.argumentDirectives.push({ ...one, target: type });
  }
}
