import type { Label } from '@agency-graph/contract';
import { Kind, type ConstArgumentNode, type ConstDirectiveNode, type ConstValueNode, type Location } from 'graphql';

/** A `@label` application under a local name, standing where `loc` says. */
export const labelDirective = (name: string, label: Label, loc: Location | undefined): ConstDirectiveNode =>
  directive(name, loc, [
    argument('secrecy', { kind: Kind.ENUM, value: label.secrecy }),
    argument('sharing', { kind: Kind.ENUM, value: label.sharing }),
    argument('personal', { kind: Kind.ENUM, value: label.personal }),
    argument('steward', { kind: Kind.STRING, value: label.steward }),
  ]);

/** A `@reads` application under a local name, standing where `loc` says. */
export const readsDirective = (
  name: string,
  fields: readonly string[],
  loc: Location | undefined,
): ConstDirectiveNode =>
  directive(name, loc, [
    argument('fields', { kind: Kind.LIST, values: fields.map((value) => ({ kind: Kind.STRING, value })) }),
  ]);

const directive = (
  name: string,
  loc: Location | undefined,
  args: readonly ConstArgumentNode[],
): ConstDirectiveNode => ({
  kind: Kind.DIRECTIVE,
  ...(loc && { loc }),
  name: { kind: Kind.NAME, value: name },
  arguments: args,
});

const argument = (name: string, value: ConstValueNode): ConstArgumentNode => ({
  kind: Kind.ARGUMENT,
  name: { kind: Kind.NAME, value: name },
  value,
});
