import { problem, type Problem } from '../problem.js';
import type { Subgraph } from '../sdl/subgraph.js';

/**
 * What supergraph.yaml names is there: an agency owns types that it has, and takes over what some agency has. By a
 * misspelt name nobody would be kept from anything.
 */
export const namedInConfiguration = (subgraphs: readonly Subgraph[]): readonly Problem[] => {
  const known = new Set(
    subgraphs.flatMap(({ types }) =>
      [...types.values()].flatMap((type) => [type.name, ...[...type.fields.values()].map((each) => each.coordinate)]),
    ),
  );
  return subgraphs.flatMap((subgraph) => {
    const wrong = (key: string, coordinate: string, says: string): Problem =>
      problem('NAMED_AND_MISSING', {
        subgraph: subgraph.name,
        coordinate,
        ...(subgraph.place && { place: subgraph.place }),
        says,
        fix: `Correct ${coordinate} in agency: { ${key}: […] } of ${subgraph.name} in supergraph.yaml, or remove it.`,
      });
    return [
      ...[...subgraph.owns]
        .filter((type) => !subgraph.types.has(type))
        .map((type) => wrong('owns', type, `${subgraph.name} is said to own ${type}, and has no such type.`)),
      ...[...subgraph.takesOver]
        .filter((coordinate) => !known.has(coordinate))
        .map((coordinate) =>
          wrong('takesOver', coordinate, `${subgraph.name} may take over ${coordinate}, which no agency has.`),
        ),
    ];
  });
};
