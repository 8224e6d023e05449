import { compilePolicy, readPolicyContent, VETOES, type PolicyContent } from '@agency-graph/policy';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { closesOnly } from '../../gateway/src/start/closes-only.js';
import { ROOT } from '../support/root.js';

const CONTENT = readPolicyContent(join(ROOT, 'gateway/policy'));

/** The policy that is served, after an edit. */
function edited(edit: (content: PolicyContent) => void) {
  const content = structuredClone(CONTENT);
  edit(content);
  return compilePolicy(content);
}

type Version = PolicyContent['rules'][number]['versions'][number];
const versionOf = ({ rules }: PolicyContent, id: string) => rules.find((rule) => rule.id === id)!.versions[0]!;
/** The first line of the table that is about a type. */
const lineOf = ({ scope }: PolicyContent, type: string) => scope.grants.find((grant) => grant.type === type)!;
/** A line for some purposes, and one that names fields. */
const feedback = (content: PolicyContent) => lineOf(content, 'FeedbackItem');
const writing = (content: PolicyContent) => lineOf(content, 'Mutation');

/** Lines with callers, rows and levels that are named. */
const ofProvinces = ({ scope }: PolicyContent) =>
  scope.grants.find(({ to }) => to !== 'everyone' && to.levels !== undefined && to.levels.length > 1)!;
const ofWhere = ({ scope }: PolicyContent) => scope.grants.find(({ where }) => where?.['circulation'] !== undefined)!;
const forEveryRow = ({ scope }: PolicyContent) =>
  scope.grants.find(({ rows, type }) => rows === 'every' && type === 'Member')!;
const owner = <P extends keyof Version>({ rules }: PolicyContent, parameter: P) =>
  rules.map(({ versions }) => versions[0]!).find((version) => version[parameter] !== undefined)!;

const CLOSING: Readonly<Record<string, (content: PolicyContent) => void>> = {
  'its name': ({ index }) => void (index.version = 'another'),
  'the words of a rule': (content) => void (versionOf(content, 'R18').says.en = 'Otherwise.'),
  'a line less': ({ scope }) => void scope.grants.shift(),
  'a rule that ends, with its lines': (content) => void (versionOf(content, 'R18').to = '2026-06-01'),
  'a purpose less': (content) => void (feedback(content).purposes = ['FEEDBACK_HANDLING']),
  'some purposes instead of any': (content) => void (lineOf(content, 'Viewer').purposes = ['SELF_SERVICE']),
  'a field excepted': (content) => void (lineOf(content, 'Viewer').fields = { except: ['name'] }),
  'a field named less': (content) => void (writing(content).fields = { only: [] }),
  'a line less of those that say who changes': ({ scope }) =>
    void scope.grants.splice(
      scope.grants.findIndex(({ type }) => type === 'Mutation'),
      1,
    ),
  'a change for fewer callers': (content) =>
    void (writing(content).to = { ...(writing(content).to as object), organisations: ['VPTW'] }),
  'a lower cap': (content) => void (versionOf(content, 'D2').volume!['a-day']['Member'] = 10),
  'a cap where there was none': (content) => void (versionOf(content, 'D2').volume!['a-day']['Task'] = 10),
  'a level of organisations less': (content) =>
    void (ofProvinces(content).to = { ...(ofProvinces(content).to as object), levels: ['CENTRAL'] }),
  'a line for organisations that are named instead of everyone': (content) =>
    void (lineOf(content, 'Viewer').to = { organisations: ['VPTW'] }),
  'a function asked for besides': (content) =>
    void (forEveryRow(content).to = { ...(forEveryRow(content).to as object), functions: [] }),
  'rows of the own line instead of every': (content) => void (forEveryRow(content).rows = 'own-line'),
  'rows of fewer values': (content) => void (ofWhere(content).where = { circulation: ['PUBLIC'] }),
  'rows of some values instead of all': (content) => void (forEveryRow(content).where = { status: ['OFFICIAL'] }),
  'sensitive data left out of a line': (content) => void (forEveryRow(content).sensitive = false),
  'a network more that only what is open is for': (content) =>
    void owner(content, 'open-only')['open-only']!.push('STATE_NETWORK'),
  'an end of wider access in emergencies': (content) => void delete owner(content, 'break-glass')['break-glass'],
  'an argument more that must not stand in a text': (content) =>
    void owner(content, 'variables-only')['variables-only']!.push('Query.member(id:)'),
};

/** What opens, and what may. */
const OPENING: Readonly<Record<string, (content: PolicyContent) => void>> = {
  'a line more': ({ scope }) => void scope.grants.push({ ...scope.grants[0]!, type: 'Member' }),
  'a line for more people': (content) => void (feedback(content).to = 'everyone'),
  'a line of more rows': (content) => void (writing(content).rows = 'every'),
  'a line that takes in sensitive data': (content) => void (lineOf(content, 'Viewer').sensitive = true),
  'a purpose more': (content) => void (feedback(content).purposes = ['FEEDBACK_HANDLING', 'SELF_SERVICE']),
  'any purpose instead of some': (content) => void (feedback(content).purposes = 'any'),
  'a field named more': (content) => void (writing(content).fields = { only: ['reportProgress', 'answerFeedback'] }),
  'a field named that would have been too sensitive': (content) =>
    void (lineOf(content, 'Viewer').fields = { only: ['name'] }),
  'more shared fields': (content) => void (lineOf(content, 'AdminUnit').fields = { sharing: 'INTERNAL' }),
  'a higher ceiling': (content) => void (versionOf(content, 'R5').ceilings!.INTERNET = 'SECRET'),
  'a higher cap': (content) => void (versionOf(content, 'D2').volume!['a-day']['Member'] = 100_000),
  'no cap': (content) => void delete versionOf(content, 'D2').volume!['a-day']['Member'],
  'a line for another block': (content) => void (ofProvinces(content).to = { block: 'STATE', levels: ['CENTRAL'] }),
  'a line that asks for no function': (content) =>
    void (ofProvinces(content).to = { block: 'PARTY', levels: ['CENTRAL'] }),
  'rows of another field’s values': (content) => void (ofWhere(content).where = { status: ['PUBLIC'] }),
  'other rows': (content) => void (ofProvinces(content).rows = 'party-to'),
  'a higher ceiling with a hardware key': (content) =>
    void (versionOf(content, 'R5')['ceilings-with-hardware-key'] = { PARTY_WAN: 'SECRET', INTERNET: 'CONFIDENTIAL' }),
  'a lower cap of a query, by which agreements are chosen': (content) =>
    void (versionOf(content, 'D2').volume!['a-query']['Member'] = 10),
  'a lower ceiling, above which no agreement is wider than another': (content) =>
    void (versionOf(content, 'R5').ceilings!.PARTY_WAN = 'UNCLASSIFIED'),
  'a lower ceiling with a hardware key': (content) =>
    void delete versionOf(content, 'R5')['ceilings-with-hardware-key'],
  'longer emergencies': (content) => void (owner(content, 'break-glass')['break-glass']!.minutes = 90),
  'a veto of another rule': (content) => {
    versionOf(content, 'D2').vetoes = [];
    versionOf(content, 'R1').vetoes!.push('volume');
  },
  'no veto': (content) => void (versionOf(content, 'D2').vetoes = []),
  'another purpose that may be declared': ({ purposes }) =>
    void (purposes['CURIOSITY'] = { en: 'Curiosity', fr: 'Curiosité', vi: 'Tò mò' }),
  'another block inside': (content) => {
    const { version } = content.rules
      .map(({ versions }) => ({ version: versions[0]! }))
      .find(({ version }) => version.inside !== undefined)!;
    version.inside = 'STATE';
  },
  'an earlier first day': (content) => {
    content.index.from = '2025-01-01';
    for (const { versions } of content.rules) versions[0]!.from = '2025-01-01';
  },
  'a part judged with another type': ({ scope }) => void (scope.parts['Badge'] = 'Task'),
};

const served = edited(() => {});

test.each(Object.entries(CLOSING))('%s opens nothing', (_, edit) => {
  const closed = edited(edit);
  expect(closed.version).not.toBe(served.version);
  expect(closesOnly(closed, served)).toBe(true);
});

const CHOOSING: readonly string[] = ['boundary', 'purpose', 'zone', 'clearance', 'nameless'];

test.each(VETOES)('a veto more, %s, opens nothing, unless it says which agreements are looked at or wider', (veto) => {
  const without = edited(({ rules }) => {
    for (const { versions } of rules)
      for (const version of versions) version.vetoes = version.vetoes?.filter((one) => one !== veto);
  });
  expect(closesOnly(served, without)).toBe(!CHOOSING.includes(veto));
});

test.each(Object.entries(OPENING))('%s may open something', (_, edit) => {
  const opened = edited(edit);
  expect(opened.version).not.toBe(served.version);
  expect(closesOnly(opened, served)).toBe(false);
});

test.each(Object.entries(CLOSING).slice(2))('%s, taken back, may open something', (_, edit) => {
  expect(closesOnly(served, edited(edit))).toBe(false);
});
