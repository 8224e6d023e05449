import { compilePolicy, readPolicyContent, type PolicyContent } from '@agency-graph/policy';
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

const versionOf = ({ rules }: PolicyContent, id: string) => rules.find((rule) => rule.id === id)!.versions[0]!;
/** The first line of the table that is about a type. */
const lineOf = ({ scope }: PolicyContent, type: string) => scope.grants.find((grant) => grant.type === type)!;
/** A line for some purposes, and one that names fields. */
const feedback = (content: PolicyContent) => lineOf(content, 'FeedbackItem');
const writing = (content: PolicyContent) => lineOf(content, 'Mutation');

const CLOSING: Readonly<Record<string, (content: PolicyContent) => void>> = {
  'its name': ({ index }) => void (index.version = 'another'),
  'the words of a rule': (content) => void (versionOf(content, 'R18').says.en = 'Otherwise.'),
  'a line less': ({ scope }) => void scope.grants.shift(),
  'a rule that ends, with its lines': (content) => void (versionOf(content, 'R18').to = '2026-06-01'),
  'a purpose less': (content) => void (feedback(content).purposes = ['FEEDBACK_HANDLING']),
  'some purposes instead of any': (content) => void (lineOf(content, 'Viewer').purposes = ['SELF_SERVICE']),
  'a field excepted': (content) => void (lineOf(content, 'Viewer').fields = { except: ['name'] }),
  'a field named less': (content) => void (writing(content).fields = { only: [] }),
  'a lower cap': (content) => void (versionOf(content, 'D2').volume!['a-day']['Member'] = 10),
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

test.each(Object.entries(OPENING))('%s may open something', (_, edit) => {
  const opened = edited(edit);
  expect(opened.version).not.toBe(served.version);
  expect(closesOnly(opened, served)).toBe(false);
});

test.each(Object.entries(CLOSING).slice(2))('%s, taken back, may open something', (_, edit) => {
  expect(closesOnly(served, edited(edit))).toBe(false);
});
