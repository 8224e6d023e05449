import { createTextMemory } from '@agency-graph/contract';
import { expect, test } from 'vitest';

const kept = (memory: { get(text: string): unknown }, texts: readonly string[]): string[] =>
  texts.filter((text) => memory.get(text) !== undefined);

test('texts are remembered up to a number of characters, whatever the number of texts; the oldest leave first', () => {
  const memory = createTextMemory<number>(10);
  const texts = ['aaaa', 'bbbb', 'cc', 'dd'];
  for (const text of texts.slice(0, 3)) memory.set(text, text.length);
  expect(kept(memory, texts)).toEqual(['aaaa', 'bbbb', 'cc']);
  memory.set('dd', 2);
  expect(kept(memory, texts)).toEqual(['bbbb', 'cc', 'dd']);
});

test('a text that is remembered already counts once, and one that is too long drives nothing out', () => {
  const memory = createTextMemory<number>(10);
  for (const value of [1, 2, 3]) memory.set('aaaaa', value);
  memory.set('bbbbb', 1);
  memory.set('c'.repeat(11), 1);
  expect([memory.get('aaaaa'), memory.get('bbbbb'), memory.get('c'.repeat(11))]).toEqual([3, 1, undefined]);
  memory.clear();
  memory.set('d'.repeat(10), 1);
  expect(kept(memory, ['aaaaa', 'bbbbb', 'd'.repeat(10)])).toEqual(['d'.repeat(10)]);
});
