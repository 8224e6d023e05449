import type { OperationText } from '@agency-graph/ledger/records';
import type { Operation } from '../operation/operation.js';
import { RecentlyUsed } from '../recently-used.js';
import { explainedNames } from './explained-names.js';
import type { Texts } from './explained-texts.js';
import {
  identifyingArguments,
  type IdentifyingArgument,
  type IdentifyingSchema,
  type NamedSubject,
  type Place,
  type Variables,
} from './identifiers.js';
import { operationText } from './operation-text.js';

/** One text of an operation, read once for all requests that send it. */
export interface RecordedOperation {
  /** Of its definition. */
  readonly key: string;
  readonly definition: OperationText;
  /** Values that stood in its text. */
  readonly literals: readonly string[];
  /** Whom its identifying arguments name. */
  asked(values: Variables): AskedFor;
  /** Whom the arguments of its root's field of this response key name. */
  askedAt(key: string, values: Variables): readonly Asked[];
}

/** Whom one request named. */
export interface AskedFor {
  readonly asked: readonly Asked[];
  /** What is sealed in the place of texts that were given to be explained. */
  readonly texts: Texts;
}

/** Whom an identifying argument named, in one request. */
export interface Asked {
  /** Its number in the operation's definition. */
  readonly argument: number;
  readonly about: readonly NamedSubject[];
}

export interface Operations {
  of(operation: Operation, graph: IdentifyingSchema): RecordedOperation;
}

/** Texts kept. */
const KEPT = 2_000;

export function createOperations(): Operations {
  const kept = new RecentlyUsed<{ readonly graph: object; readonly recorded: RecordedOperation }>(KEPT);
  return {
    of(operation, graph) {
      const key = `${operation.hash} ${operation.name ?? ''}`;
      const known = kept.get(key);
      if (known !== undefined && known.graph === graph) return known.recorded;
      const recorded = read(operation, graph);
      kept.set(key, { graph, recorded });
      return recorded;
    },
  };
}

function read(operation: Operation, graph: IdentifyingSchema): RecordedOperation {
  const { text, hash, names, literals } = operationText(operation.document, graph.schema);
  const found = identifyingArguments(operation.node, graph);
  const all = found.flatMap((one) => one.places);
  const keyOf = ({ argument, of }: Place): string => `${argument} ${of}`;
  const places = [...new Map(all.map((place) => [keyOf(place), place])).values()];
  const numbers = new Map(places.map((place, number) => [keyOf(place), number]));
  const numberOf = new Map(all.map((place) => [place, numbers.get(keyOf(place))!]));

  /** Whom arguments name, and those of operations to be explained in the place of the argument that has these. */
  const askedIn = (
    given: readonly IdentifyingArgument[],
    values: Variables,
    explained: readonly NamedSubject[],
  ): readonly Asked[] => {
    const abouts = places.map((): NamedSubject[] => []);
    for (const { look, explains, places: own } of given) {
      for (const one of look(values)) if (one !== null) abouts[numberOf.get(one.place)!]!.push(one.name);
      if (explains !== null) abouts[numberOf.get(own[0]!)!] = [...explained];
    }
    return abouts.flatMap((about, argument) => (about.length === 0 ? [] : [{ argument, about }]));
  };

  const { kind } = operation;
  const name = operation.name === null ? null : names.get(operation.name)!;
  return {
    key: JSON.stringify([hash, kind, name, places]),
    definition: { hash, kind, name, arguments: places, text },
    literals,
    asked(values) {
      const { named, texts } = explainedNames(
        found.flatMap(({ explains }) => explains?.(values) ?? []),
        graph,
      );
      return { asked: askedIn(found, values, named), texts };
    },
    askedAt: (key, values) =>
      askedIn(
        found.filter(({ root }) => root === key),
        values,
        [],
      ),
  };
}
