/** A record's field that a check names: what was found, or what is true. */
export interface Finding {
  readonly id: string;
  readonly code: string;
  readonly field: string;
}

/** How well what was found agrees with what is true, for one code. */
export interface Score {
  readonly code: string;
  readonly injected: number;
  readonly found: number;
  /** Share of the found that is true; 1 where nothing was found. */
  readonly precision: number;
  /** Share of the true that was found; 1 where nothing is true. */
  readonly recall: number;
}

/** Scores by code, in their order. */
export function scoreAll(found: Iterable<Finding>, truth: Iterable<Finding>): readonly Score[] {
  const ours = byCode(found);
  const theirs = byCode(truth);
  const codes = [...new Set([...ours.keys(), ...theirs.keys()])].toSorted();
  return codes.map((code) => score(code, ours.get(code) ?? new Set(), theirs.get(code) ?? new Set()));
}

function score(code: string, found: ReadonlySet<string>, injected: ReadonlySet<string>): Score {
  const right = [...found].filter((one) => injected.has(one)).length;
  return {
    code,
    injected: injected.size,
    found: found.size,
    precision: found.size === 0 ? 1 : right / found.size,
    recall: injected.size === 0 ? 1 : right / injected.size,
  };
}

function byCode(findings: Iterable<Finding>): ReadonlyMap<string, ReadonlySet<string>> {
  const codes = new Map<string, Set<string>>();
  for (const { id, code, field } of findings) {
    const known = codes.get(code) ?? new Set();
    known.add(`${id} ${field}`);
    codes.set(code, known);
  }
  return codes;
}
