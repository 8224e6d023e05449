import { createHash } from 'node:crypto';

/** Numbers from a seed, the same each time: below `under`. */
export type Random = (under: number) => number;

export function randomOf(seed: number): Random {
  let state = seed >>> 0 || 1;
  return (under) => {
    // xorshift32: good enough to choose what to break.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % under;
  };
}

/**
 * The evidence file with one thing changed: a byte, a line, or something within a line. All but raw bytes get a good
 * digest again, as somebody who means it would do.
 */
export function mutate(file: Buffer, random: Random): Buffer {
  const lines = file.toString().trimEnd().split('\n').slice(0, -1);
  if (lines.length === 0) return file;
  const at = random(lines.length);
  switch (random(7)) {
    case 0: {
      const bytes = Buffer.from(file);
      bytes[random(bytes.length)]! ^= 1 << random(8);
      return bytes;
    }
    case 1:
      return file.subarray(0, random(file.length));
    case 2:
      return sealed(lines.toSpliced(at, 1));
    case 3:
      return sealed(lines.toSpliced(random(lines.length), 0, lines[at]!));
    case 4: {
      const other = random(lines.length);
      return sealed(lines.with(at, lines[other]!).with(other, lines[at]!));
    }
    case 5:
      return sealed(lines.with(at, changedCharacter(lines[at]!, random)));
    default:
      return sealed(lines.with(at, changedValue(lines[at]!, random)));
  }
}

/** An evidence file of these lines, with the digest that they have. */
export function sealed(lines: readonly string[]): Buffer {
  const body = lines.map((line) => `${line}\n`).join('');
  const digest = createHash('sha256').update(body).digest('hex');
  return Buffer.from(`${body}{"kind":"end","sha256":"${digest}"}\n`);
}

/** Characters that the formats give a meaning, or that some reader might. */
const CHARACTERS = [...'0123456789Aa+/=-_{}[]",:\\ \t—\0\u202e\u00e9😀'];

function changedCharacter(line: string, random: Random): string {
  const characters = [...line];
  const at = random(characters.length);
  const put = CHARACTERS[random(CHARACTERS.length)]!;
  return characters.toSpliced(at, random(2), ...(random(3) === 0 ? [] : [put])).join('');
}

/** Changes one value somewhere in the line, and writes the line in its canonical form. */
function changedValue(line: string, random: Random): string {
  const places: (readonly [Record<string, unknown>, string])[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      places.push([value as Record<string, unknown>, key]);
      visit((value as Record<string, unknown>)[key]);
    }
  };
  const object = parsed(line);
  visit(object);
  // It may have been broken before, or hold nothing.
  if (places.length === 0) return changedCharacter(line, random);
  const [holder, key] = places[random(places.length)]!;
  holder[key] = another(holder[key], random);
  return canonical(object);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function another(value: unknown, random: Random): unknown {
  if (typeof value === 'number') return [value + 1, value - 1, 0, value * 2, -value, 2 ** 53 - 1, 1.5][random(7)];
  if (typeof value === 'string') {
    if (random(4) === 0) return value.split('\n').toReversed().join('\n');
    return changedCharacter(value, random);
  }
  if (Array.isArray(value)) {
    const list = value as unknown[];
    const at = random(list.length + 1);
    return [list.toSpliced(at, 1), list.toReversed(), [...list, ...list], []][random(4)];
  }
  return [{}, [], '', 0, true, 'x'][random(6)];
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value as Record<string, unknown>).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}
