import { compileRequirements, readDemands, type AccessRules } from '@agency-graph/gateway/steps';
import type { Label } from '@agency-graph/contract';
import { buildSchema } from 'graphql';
import { smallPolicy } from './small-policy.js';

const label = (sharing: Label['sharing'], more: Partial<Label> = {}): Label => ({
  secrecy: 'UNCLASSIFIED',
  personal: 'NONE',
  steward: 'VPTW',
  sharing,
  ...more,
});

const LABELS = new Map<string, Label>([
  ['Query.things', label('DEFAULT')],
  ['Thing.id', label('DEFAULT')],
  ['Thing.name', label('DEFAULT')],
  ['Thing.kind', label('DEFAULT')],
  ['Thing.text', label('ON_REQUEST')],
  ['Thing.budget', label('INTERNAL')],
  ['Thing.plan', label('DEFAULT', { secrecy: 'SECRET' })],
  ['Thing.faith', label('ON_REQUEST', { personal: 'SENSITIVE' })],
  ['Thing.number', label('INTERNAL', { personal: 'SENSITIVE' })],
  ['Orphan.name', label('DEFAULT')],
  ['Notice.text', label('OPEN')],
]);

const GRANTS = [
  { type: 'Thing', to: { block: 'PARTY' }, rows: 'every', fields: { sharing: 'DEFAULT' }, purposes: 'any' },
  { type: 'Thing', to: { block: 'PARTY' }, rows: 'own-line', fields: { only: ['text'] }, purposes: 'any' },
  { type: 'Thing', to: { block: 'PARTY' }, rows: 'every', fields: { only: ['budget'] }, purposes: ['WORK'] },
  { type: 'Thing', to: { functions: ['CARE'] }, rows: 'every', fields: 'all', sensitive: true, purposes: ['WORK'] },
  { type: 'Thing', to: { functions: ['CARELESS'] }, rows: 'every', fields: 'all', purposes: ['WORK'] },
  { type: 'Thing', to: { block: 'PARTY' }, rows: 'every', fields: { sharing: 'ON_REQUEST' }, purposes: ['WORK'] },
  { type: 'Thing', to: { functions: ['NAMED'] }, rows: 'every', fields: { only: ['number'] }, purposes: ['WORK'] },
  { type: 'Thing', to: { functions: ['LINE'] }, rows: 'own-line', fields: 'all', purposes: ['WORK'] },
  { type: 'Thing', to: { functions: ['SELF'] }, rows: 'self', fields: 'all', purposes: ['WORK'] },
  { type: 'Notice', to: 'everyone', rows: 'every', fields: 'all', purposes: 'any' },
];

/** A small policy over a small schema; `only` keeps the grants to one function, `grants` replaces them all. */
export function ruleBook(
  options: {
    readonly grants?: readonly unknown[];
    readonly only?: string;
    readonly requirements?: AccessRules['requirements'];
  } = {},
): AccessRules {
  const kept = GRANTS.filter(
    ({ to }) =>
      options.only === undefined || (typeof to === 'object' && 'functions' in to && to.functions[0] === options.only),
  );
  return {
    labelled: true,
    policy: smallPolicy({ grants: options.grants ?? kept }),
    labels: {
      fields: LABELS,
      rows: new Map([
        ['Thing', { secrecy: 'rowSecrecy', until: 'rowUntil', compartments: 'rowCompartments', scopes: ['rowPath'] }],
      ]),
      reads: new Map(),
    },
    requirements: options.requirements ?? new Map(),
    decidePolicy: () => false,
    directives: { rejectUnauthorized: false, dryRun: false },
    returns: new Map([['Query.things', 'Thing']]),
    interfaceObjects: new Set(),
  };
}

/** What the standard access directives of a supergraph text ask. */
export const requirementsIn = (sdl: string): AccessRules['requirements'] =>
  compileRequirements(readDemands(sdl), buildSchema(sdl, { assumeValid: true }));
