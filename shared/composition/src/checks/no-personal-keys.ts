import type { Label } from '@agency-graph/contract';
import { problem, type Problem } from '../problem.js';
import { entityKeys } from '../sdl/entity-keys.js';
import { at } from '../sdl/place.js';
import type { Subgraph } from '../sdl/subgraph.js';

/** No personal data in a key: keys travel through entity requests, plans and logs. */
export const noPersonalKeys = (
  subgraphs: readonly Subgraph[],
  labels: ReadonlyMap<string, Label>,
): readonly Problem[] =>
  subgraphs.flatMap((subgraph) =>
    [...subgraph.types.values()].flatMap((type) =>
      entityKeys(subgraph, type).flatMap((key) =>
        key.coordinates.flatMap((coordinate) => {
          const personal = labels.get(coordinate)?.personal ?? 'NONE';
          if (personal === 'NONE') return [];
          return problem('PERSONAL_KEY', {
            subgraph: subgraph.name,
            coordinate,
            ...at(key.node),
            says: `The key “${key.fields}” of ${type.name} carries ${coordinate}, which is personal data (${personal}). Keys travel through entity requests, plans and logs.`,
            fix: 'Key the type by an opaque identifier that says nothing of the person.',
          });
        }),
      ),
    ),
  );
