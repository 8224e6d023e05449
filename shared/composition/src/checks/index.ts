import { problem, type Problem } from '../problem.js';
import { usesLabels } from '../sdl/expand-labels.js';
import type { Subgraph } from '../sdl/subgraph.js';
import { at } from '../sdl/place.js';
import { accessDirectiveForms, rootTypesUnprotected } from './access-directives.js';
import { definitionsOf, labelsAcross } from './definitions.js';
import { descriptions } from './descriptions.js';
import { everyFieldLabelled } from './every-field-labelled.js';
import { interfaceObjectsPlanned } from './interface-objects.js';
import { labelDirectivesUsable } from './label-directives-usable.js';
import { labelValues } from './label-values.js';
import { linksAsUsual } from './links-as-usual.js';
import { listsFromOne } from './lists-from-one.js';
import { namedInConfiguration } from './named-in-configuration.js';
import { nobodyLocks } from './nobody-locks.js';
import { nobodyTakesOver } from './nobody-takes-over.js';
import { noPersonalKeys } from './no-personal-keys.js';
import { ownerDecides } from './owner-decides.js';
import { queriesAndMutationsOnly } from './queries-and-mutations-only.js';
import { interfacesRead, readsExist, readsStated } from './reads.js';
import { requiresAsStrict } from './requires-as-strict.js';
import { rootTypeNames } from './root-type-names.js';
import { rowKeys, rowLabels } from './row-labels.js';
import { sameEverywhere } from './same-everywhere.js';
import { sizedLists } from './sized-lists.js';
import { typeLabelStrictest } from './type-label-strictest.js';

/** What every subgraph is asked, labelled or not. */
const ALWAYS = [linksAsUsual, accessDirectiveForms, queriesAndMutationsOnly];
/** What a labelled subgraph is asked besides. */
const LABELLED = [
  rootTypeNames,
  rootTypesUnprotected,
  labelDirectivesUsable,
  labelValues,
  typeLabelStrictest,
  rowLabels,
  readsStated,
  interfacesRead,
  descriptions,
  sizedLists,
];

/** Problems of the agencies' own SDLs, each by itself and then held against each other, before anything is composed. */
export const checkSubgraphs = (subgraphs: readonly Subgraph[], labels: 'required' | 'optional'): readonly Problem[] => {
  if (labels === 'optional')
    return [
      ...subgraphs.flatMap((each) => ALWAYS.flatMap((check) => check(each))),
      ...interfaceObjectsPlanned(subgraphs),
      ...unenforced(subgraphs),
    ];
  const definitions = definitionsOf(subgraphs);
  const across = labelsAcross(subgraphs, definitions);
  return [
    ...subgraphs.flatMap((each) => [...ALWAYS, ...LABELLED].flatMap((check) => check(each))),
    ...subgraphs.flatMap((each) => everyFieldLabelled(each, across)),
    ...namedInConfiguration(subgraphs),
    ...readsExist(subgraphs),
    ...rowKeys(subgraphs),
    ...sameEverywhere(subgraphs),
    ...ownerDecides(definitions),
    ...nobodyLocks(subgraphs),
    ...nobodyTakesOver(subgraphs, definitions),
    ...listsFromOne(definitions),
    ...requiresAsStrict(subgraphs, across, definitions),
    ...noPersonalKeys(subgraphs, across),
    ...interfaceObjectsPlanned(subgraphs),
  ];
};

/** Labels that nobody enforces would be a false promise: without them required, none may stand. */
const unenforced = (subgraphs: readonly Subgraph[]): readonly Problem[] =>
  subgraphs.filter(usesLabels).map((subgraph) =>
    problem('LABELS_NOT_ENFORCED', {
      subgraph: subgraph.name,
      ...at(subgraph.document.definitions[0]),
      says: `${subgraph.name} carries labels, and this gateway is told not to require them.`,
      fix: 'Set gateway: { labels: required } and another profile than conformance.',
    }),
  );
