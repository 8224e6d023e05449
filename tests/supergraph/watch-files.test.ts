import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { follow } from '../../gateway/src/start/followed.js';
import { filesIn, stampOf, watchFiles } from '../../gateway/src/supergraph/watch-files.js';

/** A folder with one good file. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'watched-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'good.yaml'), 'good');
  return folder;
}

/** What `stat` says of it is an error that is not its absence. */
function linkToItself(folder: string): string {
  const link = join(folder, 'loop.yaml');
  symlinkSync('loop.yaml', link);
  return link;
}

test('a link to itself is a change like any other, and so is its going', () => {
  const folder = makeFolder();
  const before = stampOf([join(folder, 'loop.yaml')]);
  const link = linkToItself(folder);
  expect(stampOf([link])).not.toBe(before);
  rmSync(link);
  expect(stampOf([link])).toBe(before);
});

test('what editors leave beside files is no change of them, be it a link to nowhere', () => {
  const folder = makeFolder();
  const stamp = stampOf(filesIn(folder));
  mkdirSync(join(folder, '.editor'));
  for (const name of ['good.yaml~', '#good.yaml#', '.good.yaml.swp', '.editor/good.yaml'])
    writeFileSync(join(folder, name), 'half');
  symlinkSync('somebody@somewhere.1:2', join(folder, '.#good.yaml'));
  expect(filesIn(folder)).toEqual([folder, join(folder, 'good.yaml')]);
  expect(stampOf(filesIn(folder))).toBe(stamp);
  rmSync(folder, { recursive: true });
  expect(stampOf([folder])).not.toBe(stampOf([tmpdir()]));
});

test('who watches a folder is told of a link to itself, and goes on watching', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const folder = makeFolder();
  const changed = vi.fn<() => void>();
  const watch = watchFiles(() => filesIn(folder), changed);
  onTestFinished(() => watch.close());

  const link = linkToItself(folder);
  vi.advanceTimersByTime(1_000);
  expect(changed).toHaveBeenCalledTimes(1);
  rmSync(link);
  vi.advanceTimersByTime(1_000);
  expect(changed).toHaveBeenCalledTimes(2);
});

/** A folder that is watched by a clock of the test's: what its files said when its watcher was told last. */
function watched() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const folder = makeFolder();
  const good = join(folder, 'good.yaml');
  let read = '';
  const watch = watchFiles(
    () => filesIn(folder),
    () => (read = existsSync(good) ? readFileSync(good, 'utf8') : 'gone'),
  );
  onTestFinished(() => watch.close());
  return { folder, good, read: () => read };
}

test('187: one file that never rests hides no change of another', () => {
  const { folder, good, read } = watched();
  const restless = join(folder, 'schema.graphql');
  const twoSeconds = (): void => {
    for (let look = 0; look < 10; look += 1) {
      appendFileSync(restless, '#');
      vi.advanceTimersByTime(200);
    }
  };
  twoSeconds();
  writeFileSync(good, 'a right is taken away');
  twoSeconds();
  expect(read()).toBe('a right is taken away');
  writeFileSync(good, 'and another');
  twoSeconds();
  expect(read()).toBe('and another');
});

test.each(['there', 'gone'])('a change is seen on a mount that comes and goes at every look, first %s', (first) => {
  const { good, read } = watched();
  const told = new Set<string>();
  let there = first === 'there';
  for (let look = 0; look < 20; look += 1) {
    if (there) writeFileSync(good, 'a right is taken away');
    else rmSync(good);
    there = !there;
    vi.advanceTimersByTime(200);
    told.add(read());
  }
  expect(told).toContain('a right is taken away');
});

test('what cannot be looked at is refused where it is read, and what was last good stays', () => {
  const folder = makeFolder();
  const followed = follow(
    () => filesIn(folder),
    () => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')),
  );
  const link = linkToItself(folder);
  expect(() => followed.look()).toThrow(/^ELOOP: .* open /);
  expect(followed.served).toEqual(['good']);
  rmSync(link);
  writeFileSync(join(folder, 'other.yaml'), 'also good');
  expect(followed.look()?.now).toEqual(['good', 'also good']);
});
