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
import type { Reason } from '../../gateway/src/access/reasons.js';
import { checkRows, type CheckedRows } from '../../gateway/src/execute/check-rows.js';
import { ruleBook } from '../support/rule-book.js';
import { CALLER, smallGraph } from '../support/small-graph.js';

const POLICY = readPolicyFolder(fileURLToPath(new URL('../../gateway/policy', import.meta.url)));
const LABEL = { secrecy: 'UNCLASSIFIED', sharing: 'INTERNAL', personal: 'SENSITIVE', steward: 'C06' } as const;

/** The served policy over one field. */
const rules = (coordinate: string, label: object, returns: AccessRules['returns'] = new Map()): AccessRules => ({
  ...ruleBook(),
  policy: POLICY,
  labels: {
    fields: new Map([[coordinate, { ...LABEL, ...label }]]),
    rows: new Map([
      ['Task', { secrecy: 'rowSecrecy', until: 'rowUntil', compartments: 'rowCompartments', scopes: ['rowPath'] }],
    ]),
    reads: new Map(),
  },
  returns,
});

/** What is told of a field that these rules refuse. */
const toldUnder = (
  under: AccessRules,
  coordinate: string,
  caller: Partial<CallerFacts>,
  language: (typeof LANGUAGES)[number] = 'en',
  refused?: { readonly reason: Reason; readonly rule: string },
) => {
  const scope = scopeOf(under, { ...CALLER, ...caller });
  const [type = '', field = ''] = coordinate.split('.');
  const decision = scope.field(type, field);
  const why = refused ?? (decision.kind === 'deny' ? decision : null);
  if (why === null) throw new Error('it is permitted');
  const { reason, rule } = why;
  const view = callerView({ visible: () => null!, readable: () => null!, requestable: () => '' }, scope);
  return view.refusalIn(language)({ coordinate, reason, rule });
};

/** What is told of a field of a member. */
const told = (caller: Partial<CallerFacts>, label: object = {}, language: (typeof LANGUAGES)[number] = 'en') =>
  toldUnder(rules('Member.nationalId', label), 'Member.nationalId', caller, language);

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
      missing: 'a renewal of the agreement AGR-9, whose term ended on 2026-01-31',
    });
  });

  it('to who lacks a purpose alone: not that nobody is granted it', () => {
    const officer = { ...COMMUNE, organisation: { id: 'G07', path: 'TW.G07', block: 'PARTY', level: 'PROVINCE' } };
    const words = LANGUAGES.map(
      (language) => told({ ...officer, purposes: ['STATISTICS'], purpose: 'STATISTICS' }, {}, language).missing,
    );
    expect(words[0]).toBe('an account with the purpose MEMBER_ADMIN; or function ORG_WORK, organisation BTCTW');
    expect(words[1]).toMatch(/^un compte avec la finalité MEMBER_ADMIN\u202f; ou /);
    expect(words[2]).toMatch(/^tài khoản có mục đích MEMBER_ADMIN; hoặc /);
  });

  it('to who could be given their own row alone: where nothing gives more', () => {
    const accesses = { coordinate: 'Member.accesses', label: { personal: 'NONE', steward: 'VPTW' } };
    const under = rules(accesses.coordinate, accesses.label);
    const { reason, missing } = toldUnder(under, accesses.coordinate, COMMUNE);
    expect([reason, missing]).toEqual(['SCOPE', 'an account with the purpose SELF_SERVICE']);
  });

  it('to who may not count, for want of a purpose: nothing of filters, which stand on the same rule', () => {
    const stats = 'Organisation.memberStats';
    const label = { sharing: 'DEFAULT', personal: 'NONE', steward: 'BTCTW' };
    const inspector = { functions: new Set(['INSPECTION']), purposes: ['INSPECTION'], purpose: 'INSPECTION' };
    expect(toldUnder(rules(stats, label), stats, inspector)).toMatchObject({
      reason: 'SCOPE',
      rule: 'R19',
      missing: expect.stringMatching(/^an account with the purpose .*STATISTICS/),
    });
  });

  it('to who may read a field, but not filter it so', () => {
    const stats = 'Organisation.memberStats';
    const label = { sharing: 'DEFAULT', personal: 'NONE', steward: 'BTCTW' };
    const counting = { purposes: ['STATISTICS'], purpose: 'STATISTICS' };
    for (const reason of ['SCOPE', 'AGREEMENT_EXPIRED'] as const) {
      expect(toldUnder(rules(stats, label), stats, counting, 'en', { reason, rule: 'R19' }).missing).toBe(
        'a filter by fields that you may read on every row, and, under an agreement, that it names',
      );
    }
  });

  it('to who may read a row, but not change it', () => {
    const change = 'Mutation.reportProgress';
    const label = { sharing: 'DEFAULT', personal: 'NONE', steward: 'VPTW' };
    const under = rules(change, label, new Map([[change, 'Task']]));
    const [other, undeclared] = [
      toldUnder(under, change, { purposes: ['STATISTICS'], purpose: 'STATISTICS' }),
      toldUnder(under, change, { purposes: ['TASK_MONITORING'], purpose: null }),
    ];
    expect([other.reason, other.missing]).toEqual(['SCOPE', 'an account with the purpose TASK_MONITORING']);
    expect([undeclared.reason, undeclared.missing]).toEqual(['PURPOSE', 'the purpose TASK_MONITORING']);
  });

  it('to whom the access directives of the graph keep it from: that, and no line of the table', () => {
    const under = rules('Member.nationalId', {});
    const requirements: AccessRules['requirements'] = new Map([
      ['Member.nationalId', [{ kind: 'requiresScopes', anyOf: [['members:read']] }]],
    ]);
    expect(toldUnder({ ...under, requirements }, 'Member.nationalId', COMMUNE)).toMatchObject({
      reason: 'SCOPE',
      missing: 'what the access directives ask',
    });
  });

  it('to whom an agreement that was revoked before its term no longer gives it', () => {
    const revoked = {
      id: 'AGR-90',
      version: 1,
      coordinates: new Set(['Member.nationalId']),
      purposes: new Set(['TASK_MONITORING']),
      validTo: '2027-04-01',
    } as unknown as CallerFacts['lapsed'][number];
    const outside = { ...MINISTRY, lapsed: [revoked] };
    expect(LANGUAGES.map((language) => told(outside, { sharing: 'ON_REQUEST' }, language).missing)).toEqual([
      'an agreement in place of AGR-90, which was revoked',
      'un accord à la place de AGR-90, qui a été révoqué',
      'một thỏa thuận khác thay cho AGR-90, vốn đã bị thu hồi',
    ]);
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
