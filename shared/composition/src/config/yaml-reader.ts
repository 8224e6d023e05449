import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';
import { MAX_YAML_ERRORS, refuseYaml } from '../yaml-limits.js';
import { problem, type Place, type Problem, type ProblemCode } from '../problem.js';

/** A YAML value with its place and the path that names it in a message (`subgraphs.members.routing_url`). */
export interface YamlValue {
  readonly path: string;
  readonly place: Place;
  readonly node: Node | null;
}

/** A map whose known keys have been asked for; `entries` keep the order of the file. */
export interface YamlMap extends YamlValue {
  readonly entries: ReadonlyMap<string, YamlValue>;
}

/** Reads one YAML text and gathers every problem in it, so that a file is mended in one go. */
export class YamlReader {
  readonly problems: Problem[] = [];
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly root: YamlValue;

  constructor(text: string, file: string) {
    this.#file = file;
    const refused = refuseYaml(text);
    const document = parseDocument(refused ? '' : text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      uniqueKeys: true,
      merge: false,
    });
    this.root = { path: '', place: this.#placeAt(0), node: document.contents };
    if (refused) this.refuse('INVALID_YAML', this.root, `This file ${refused}.`, 'Write it flatter or shorter.');
    for (const error of [...document.errors, ...document.warnings].slice(0, MAX_YAML_ERRORS))
      this.problems.push(
        problem('INVALID_YAML', {
          place: this.#placeAt(error.pos[0]),
          says:
            error.code === 'DUPLICATE_KEY'
              ? 'This key is written twice; only one of them could count.'
              : `This is not the YAML that is read here: ${error.message}.`,
          fix: error.code === 'DUPLICATE_KEY' ? 'Keep one.' : 'Mend the line.',
        }),
      );
  }

  /** Notes a problem at a value. */
  refuse(code: ProblemCode, value: YamlValue, says: string, fix: string): undefined {
    this.problems.push(problem(code, { place: value.place, says, fix }));
    return undefined;
  }

  /** A map; with `known` given, any other key is a problem that names the nearest known ones. */
  map(value: YamlValue | undefined, known?: readonly string[]): YamlMap | undefined {
    if (!value) return undefined;
    if (!isMap(value.node))
      return this.#wrong(
        value,
        'a map of keys',
        known ? `Write ${known.join(', ')} under it.` : 'Write name: { … } under it.',
      );
    const entries = new Map<string, YamlValue>();
    for (const { key, value: node } of value.node.items) {
      const name = isScalar(key) ? String(key.value) : '?';
      const place = this.#placeAt((key as Node | null)?.range?.[0] ?? 0);
      const path = value.path ? `${value.path}.${name}` : name;
      if (known && !known.includes(name))
        this.refuse(
          'UNKNOWN_KEY',
          { path, place, node: null },
          `${path} is not a key that is read here.`,
          `Known keys: ${known.join(', ')}.`,
        );
      entries.set(name, {
        path,
        place: node === null ? place : this.#placeOf(node as Node, place),
        node: node as Node | null,
      });
    }
    return { ...value, entries };
  }

  /** The value of a key, or a problem at the map that lacks it. */
  required(map: YamlMap, key: string): YamlValue | undefined {
    const value = map.entries.get(key);
    if (value) return value;
    const path = map.path ? `${map.path}.${key}` : key;
    return this.refuse('MISSING_KEY', map, `${path} is missing.`, `Add ${key}.`);
  }

  /** A text; numbers and booleans are not taken for texts. */
  text(value: YamlValue | undefined): string | undefined {
    if (!value) return undefined;
    if (isScalar(value.node) && typeof value.node.value === 'string' && value.node.value !== '')
      return value.node.value;
    return this.#wrong(value, 'a text', 'Write a text.');
  }

  /** A whole number in a range. */
  integer(value: YamlValue | undefined, least: number, most: number): number | undefined {
    if (!value) return undefined;
    const number = isScalar(value.node) ? value.node.value : undefined;
    if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most) return number;
    return this.#wrong(value, `a whole number from ${least} to ${most}`, 'Write the number without a unit.');
  }

  boolean(value: YamlValue | undefined): boolean | undefined {
    if (!value) return undefined;
    if (isScalar(value.node) && typeof value.node.value === 'boolean') return value.node.value;
    return this.#wrong(value, 'true or false', 'Write true or false.');
  }

  oneOf<T extends string>(value: YamlValue | undefined, allowed: readonly T[]): T | undefined {
    if (!value) return undefined;
    const found = allowed.find((each) => isScalar(value.node) && each === value.node.value);
    return found ?? this.#wrong(value, `one of ${allowed.join(', ')}`, `Write ${allowed.join(' or ')}.`);
  }

  list(value: YamlValue | undefined): readonly YamlValue[] | undefined {
    if (!value) return undefined;
    if (!isSeq(value.node)) return this.#wrong(value, 'a list', 'Write [ … ], or one entry a line after “- ”.');
    return value.node.items.map((item, index) => ({
      path: `${value.path}[${index}]`,
      place: this.#placeOf(item as Node, value.place),
      node: item as Node,
    }));
  }

  /** A text with a unit, by the unit's own reader. */
  quantity(
    value: YamlValue | undefined,
    read: (text: string) => number | undefined,
    examples: string,
  ): number | undefined {
    if (!value) return undefined;
    const written = isScalar(value.node) ? value.node.value : undefined;
    const amount = typeof written === 'string' ? read(written) : undefined;
    return amount ?? this.#wrong(value, `an amount with its unit, such as ${examples}`, `Write the unit: ${examples}.`);
  }

  #wrong(value: YamlValue, what: string, fix: string): undefined {
    const written = isAlias(value.node)
      ? 'an alias'
      : isScalar(value.node)
        ? `“${String(value.node.value)}”`
        : 'something else';
    return this.refuse('INVALID_VALUE', value, `${value.path || 'The file'} must be ${what}, and is ${written}.`, fix);
  }

  #placeOf(node: Node, otherwise: Place): Place {
    return node.range ? this.#placeAt(node.range[0]) : otherwise;
  }

  #placeAt(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return Object.freeze({ file: this.#file, line: Math.max(line, 1), column: Math.max(col, 1) });
  }
}
