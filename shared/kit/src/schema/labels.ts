import type { PersonalData, RowLabel, Secrecy, Sharing, Steward } from '@agency-graph/contract';
import { Directive } from 'type-graphql';

type Decorator = ClassDecorator & PropertyDecorator & MethodDecorator;
type InputDecorator = PropertyDecorator & MethodDecorator & ParameterDecorator;

/** Labels a class (the default of its fields) or one field: its secrecy floor, its gate, its grade and who answers for it. */
export const Label = (secrecy: Secrecy, sharing: Sharing, personal: PersonalData, steward: Steward): Decorator =>
  Directive(`@label(secrecy: ${secrecy}, sharing: ${sharing}, personal: ${personal}, steward: ${text(steward)})`);

/** Says which fields an argument or input field reads, as `Type.field`; `@Reads()` for paging and plain keys. */
export const Reads = (...fields: readonly string[]): InputDecorator => Directive(`@reads(fields: ${texts(fields)})`);

/** Names the `@Inaccessible()` fields that carry each row's level, the day it lapses, its compartments and its scopes. */
export const RowLabelled = (label: RowLabel): ClassDecorator => {
  const parts = [
    label.secrecy === undefined ? [] : `secrecy: ${text(label.secrecy)}`,
    label.until === undefined ? [] : `until: ${text(label.until)}`,
    label.compartments === undefined ? [] : `compartments: ${text(label.compartments)}`,
    `scopes: ${texts(label.scopes)}`,
  ].flat();
  return Directive(`@rowLabel(${parts.join(', ')})`);
};

/** An entity that this subgraph resolves by these fields. Never put personal data in a key. */
export const Key = (fields: string): ClassDecorator => Directive(`@key(fields: ${text(fields)})`);

/**
 * Another agency's entity that this subgraph only refers to. One to which it contributes fields has `@Key` and
 * `referenceResolvers: { Organisation: asReferred }` instead: the gateway must be able to come in by it.
 */
export const StubKey = (fields: string): ClassDecorator =>
  Directive(`@key(fields: ${text(fields)}, resolvable: false)`);

/** A field that another subgraph owns and this one only reads. */
export const External = (): PropertyDecorator & MethodDecorator => Directive('@external');

/** The fields of the same entity that the gateway must fetch before this field is resolved. */
export const Requires = (fields: string): PropertyDecorator & MethodDecorator =>
  Directive(`@requires(fields: ${text(fields)})`);

/** About how many objects a list holds that is no page: what asking for it costs is counted by that. */
export const ListSize = (assumedSize: number): PropertyDecorator & MethodDecorator =>
  Directive(`@listSize(assumedSize: ${assumedSize})`);

/** A type or field that several subgraphs resolve alike. */
export const Shareable = (): Decorator => Directive('@shareable');

/** In the graph for the gateway, not in the schema that developers see: row fields above all. */
export const Inaccessible = (): Decorator => Directive('@inaccessible');

const text = (value: string): string => JSON.stringify(value);
const texts = (values: readonly string[]): string => `[${values.map(text).join(', ')}]`;
