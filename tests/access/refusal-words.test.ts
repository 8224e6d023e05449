import { readPolicyFolder, LANGUAGES } from '@agency-graph/policy';
import {
  callerView,
  scopeOf,
  UNCOUNTED,
  type AccessRules,
  type CallerFacts,
  type Volume,
} from '@agency-graph/gateway/steps';
import { describeRowCondition } from '@agency-graph/contract';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkRows, type CheckedRows } from '../../gateway/src/execute/check-rows.js';
import { ruleBook } from '../support/rule-book.js';
import { CALLER, smallGraph } from '../support/small-graph.js';

const POLICY = readPolicyFolder(fileURLToPath(new URL('../../gateway/policy', import.meta.url)));
const LABEL = { secrecy: 'UNCLASSIFIED', sharing: 'INTERNAL', personal: 'SENSITIVE', steward: 'C06' } as const;

/** The served policy over one field of a member. */
const rules = (label: object = {}): AccessRules => ({
  ...ruleBook(),
  policy: POLICY,
  labels: { fields: new Map([['Member.nationalId', { ...LABEL, ...label }]]), rows: new Map(), reads: new Map() },
});

/** What is told of that field, in English. */
const told = (caller: Partial<CallerFacts>, label: object = {}, language: (typeof LANGUAGES)[number] = 'en') => {
  const scope = scopeOf(rules(label), { ...CALLER, ...caller });
  const decision = scope.field('Member', 'nationalId');
  if (decision.kind !== 'deny') throw new Error('it is permitted');
  const { reason, rule } = decision;
  const view = callerView({ visible: () => null!, readable: () => null!, requestable: () => '' }, scope);
  return view.refusalIn(language)({ coordinate: 'Member.nationalId', reason, rule });
};

const COMMUNE: Partial<CallerFacts> = {
  functions: new Set(['ORG_WORK']),
  purposes: ['MEMBER_ADMIN'],
  purpose: 'MEMBER_ADMIN',
  organisation: { id: 'G07.C012', path: 'TW.G07.C012', block: 'PARTY', level: 'COMMUNE' },
};
const MINISTRY: Partial<CallerFacts> = {
  organisation: { id: 'MOIT', path: 'CP.MOIT', block: 'GOVERNMENT', level: 'CENTRAL' },
  zone: 'STATE_NETWORK',
  purpose: 'TASK_MONITORING',
  purposes: ['TASK_MONITORING'],
};

describe('a refusal says by which rule, whose the field is, what is missing and how to ask', () => {
  it('to who lacks a line of the scope table', () => {
    expect(told(COMMUNE)).toEqual({
      coordinate: 'Member.nationalId',
      reason: 'SCOPE',
      rule: 'R7',
      steward: {
        code: 'C06',
        name: 'National population database',
        focalPoint: 'data-sharing@c06.agency-graph.example',
      },
      missing: expect.stringContaining('an account with function ORG_WORK, level CENTRAL or PROVINCE'),
      howToAsk: { command: 'npx --no agency-graph ask Member.nationalId', link: '/rules#R7' },
    });
  });

  it('to who declares another purpose', () => {
    const officer = { ...COMMUNE, organisation: { id: 'G07', path: 'TW.G07', block: 'PARTY', level: 'PROVINCE' } };
    expect(told({ ...officer, purposes: ['MEMBER_ADMIN', 'STATISTICS'], purpose: 'STATISTICS' })).toMatchObject({
      reason: 'PURPOSE',
      rule: 'R12',
      missing: 'the purpose MEMBER_ADMIN',
    });
  });

  it('to who is outside without an agreement, or with one that has ended', () => {
    const onRequest = { sharing: 'ON_REQUEST' };
    expect(told(MINISTRY, onRequest)).toMatchObject({
      reason: 'NO_AGREEMENT',
      rule: 'R11',
      missing: 'an agreement in force between National population database and MOIT that names Member.nationalId',
    });
    const ended = {
      id: 'AGR-9',
      version: 1,
      coordinates: new Set(['Member.nationalId']),
      purposes: new Set(['TASK_MONITORING']),
      validTo: '2026-01-31',
    } as unknown as CallerFacts['lapsed'][number];
    expect(told({ ...MINISTRY, lapsed: [ended] }, onRequest)).toMatchObject({
      reason: 'AGREEMENT_EXPIRED',
      rule: 'R11',
      missing: 'a renewal of the agreement AGR-9, which ended on 2026-01-31',
    });
  });

  it('in each language, differently', () => {
    const words = LANGUAGES.map((language) => told(COMMUNE, {}, language));
    expect(new Set(words.map(({ missing }) => missing)).size).toBe(3);
    expect(new Set(words.map(({ steward }) => steward?.name)).size).toBe(3);
  });
});

describe('of rows that are more than the caller may be shown', () => {
  const beyond: Volume = {
    ...UNCOUNTED,
    admit: async (rows) => checkRows(rows, new Map([['Unit', new Set(['u6'])]])) as unknown as CheckedRows,
  };

  it('the same is said, of their type and of no row', async () => {
    const graph = await smallGraph();
    const { errors, text } = await graph.ask('{ units { id name } }', { volume: beyond });
    expect(errors.map(({ path, extensions }) => [path, extensions['access']])).toEqual([
      [
        ['units'],
        {
          coordinate: 'Unit',
          reason: 'VOLUME',
          rule: 'R1',
          steward: { code: 'VPTW', name: 'Central Office', focalPoint: 'desk@vptw.example' },
          missing: 'an agreement with a bulk duty, or time',
          howToAsk: { command: 'npx --no agency-graph ask Unit.id', link: '/rules#R1' },
        },
      ],
    ]);
    expect(text).not.toContain('u6');
    expect(text).toContain('u2');
  });
});

describe('row conditions in words', () => {
  it('are in each language', () => {
    const condition = {
      kind: 'all',
      of: [
        { kind: 'under', field: 'rowPath', paths: ['TW.G07'] },
        { kind: 'compartmented', field: 'rowCompartments' },
      ],
    } as const;
    expect(LANGUAGES.map((language) => describeRowCondition(condition, language))).toEqual([
      'under TW.G07 and with compartments',
      'sous TW.G07 et avec compartiments',
      'thuộc TW.G07 và có ngăn mật',
    ]);
  });

  it('say once what is asked of several hidden fields', () => {
    const under = (field: string) => ({ kind: 'under', field, paths: ['TW.G07'] }) as const;
    const condition = { kind: 'any', of: [under('rowIssuerPath'), under('rowRecipientPath')] } as const;
    expect(describeRowCondition(condition)).toBe('under TW.G07');
  });

  it('name neither a row nor a hidden field', async () => {
    const graph = await smallGraph();
    const { text } = await graph.ask('{ unit(id: "u2") { name budget } }');
    expect(text).not.toMatch(/row(Path|Secrecy)/);
  });
});
