import { hmac } from '@agency-graph/contract';
import { commitment } from '@agency-graph/ledger';
import { hkdfSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { derive } from '../../../gateway/src/audit/derive.js';
import { seal, unseal, type Disclosure } from '../../../gateway/src/audit/seal.js';
import { SEALED_ROW_BYTES } from '../../../gateway/src/audit/sealed-rows.js';
import { openSubjectTable, ROW_BYTES } from '../../../gateway/src/audit/subject-table.js';
import { createSubjects, type Subjects } from '../../../gateway/src/audit/subjects.js';
import type { SubjectName } from '../../../gateway/src/subject-name.js';

const root = mkdtempSync(join(tmpdir(), 'subjects-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const secrets = { master: randomBytes(32), lookup: randomBytes(32) };
const AT = '2026-03-15T02:00:00.000000Z';
const NEXT_MONTH = '2026-04-01T00:00:00.000000Z';
const member = (n: number) => ({ of: 'Member', id: `M-${n}` });

let files = 0;
const newFile = (): string => join(root, String((files += 1)));
const open = (path: string): Subjects => createSubjects(openSubjectTable(path), secrets);

/** What the writer's thread does with new rows. */
function write(path: string, subjects: Subjects): void {
  const rows = subjects.takeNew();
  if (rows === null) return;
  expect(readFileSync(path).length).toBe(rows.first * ROW_BYTES);
  writeFileSync(path, rows.bytes, { flag: 'a' });
  rows.written();
}

/** What the writer's thread does once the record of an erasure is on the disk. */
const destroy = (path: string, row: number): void =>
  writeFileSync(path, readFileSync(path).fill(0, row * ROW_BYTES, (row + 1) * ROW_BYTES));

const sealed = (subjects: Subjects, names: readonly SubjectName[], index = 7): Buffer =>
  seal({ values: { case: '17/2026' }, subjects: names }, 'node', index, subjects).frame;

/** What opens. */
function unsealed(frame: Buffer, index: number, subjects: Subjects): readonly Disclosure[] {
  const opened = unseal(frame, 'node', index, subjects);
  return typeof opened === 'string' ? expect.fail(opened) : opened;
}

const lookupOf = ({ of, id }: SubjectName): Buffer => hmac(secrets.lookup, Buffer.from(`${of}\n${id}`));

const SALT_BYTES = 16;

/** A frame of these subjects as frames were once: it names them by their lookups, 32 bytes each. */
function withLookups(frame: Buffer, names: readonly SubjectName[]): Buffer {
  const lookups = names.map(lookupOf).toSorted(Buffer.compare);
  return Buffer.concat([Buffer.of(0, names.length), ...lookups, frame.subarray(2 + SEALED_ROW_BYTES * names.length)]);
}

test('a token is the same through a month and after a restart, another one next month and for every other subject', () => {
  const path = newFile();
  const subjects = open(path);
  const tokens = Array.from({ length: 10_000 }, (_, n) => subjects.token(member(n), AT));
  expect(new Set(tokens).size).toBe(10_000);
  expect(tokens[0]).toMatch(/^[\w-]{22}$/);
  expect(subjects.token({ of: 'Task', id: 'M-0' }, AT)).not.toBe(tokens[0]);
  expect(subjects.token(member(0), NEXT_MONTH)).not.toBe(tokens[0]);
  write(path, subjects);
  const again = open(path);
  tokens.forEach((token, n) => expect(again.known(member(n), AT)).toBe(token));
  expect(again.takeNew()).toBeNull();
  expect(again.known(member(10_000), AT)).toBeNull();
});

test('its short way of deriving keys is that of the standard', () => {
  for (let length = 0; length < 600; length += 1) {
    const [key, info] = [randomBytes(length), randomBytes(length % 65)];
    for (const salt of [randomBytes(16), Buffer.alloc(0)]) {
      const derived = Buffer.from(hkdfSync('sha256', key, salt, info, 32));
      expect(derive(key, Buffer.concat([info, Buffer.of(1)]), salt)).toEqual(derived);
    }
  }
});

test('one person is one subject however a text is typed; an id is what its agency says, but for spaces around it', () => {
  const subjects = open(newFile());
  const name = (id: string): string => subjects.token({ of: 'Member.fullName', id }, AT);
  expect(name(' nguyễn  văn AN '.normalize('NFD'))).toBe(name('Nguyễn Văn An'));
  expect(subjects.token({ of: 'Member', id: ' M-1 ' }, AT)).toBe(subjects.token(member(1), AT));
  expect(subjects.token({ of: 'Member', id: 'm-1' }, AT)).not.toBe(subjects.token(member(1), AT));
});

test('what is sealed opens for its record alone, and never again once one of its subjects is erased', () => {
  const path = newFile();
  const subjects = open(path);
  const value = { literals: ['"CANARY"'], variables: '{"id":"M-1","x":1.5,"y":true}' };
  const details = { values: { arguments: value }, subjects: [member(1), member(2)] };
  const { frame, commitments } = seal(details, 'node', 7, subjects);
  expect(frame.toString('latin1')).not.toContain('CANARY');
  const [opened] = unsealed(frame, 7, subjects);
  expect(opened).toMatchObject({ path: 'arguments', value });
  const blind = Buffer.from(opened!.blind, 'base64url');
  expect(commitment('arguments', opened!.value, blind).toString('base64url')).toBe(commitments['arguments']);
  expect(unseal(frame, 'node', 8, subjects)).toBe('CHANGED');
  expect(unseal(frame, 'other', 7, subjects)).toBe('CHANGED');
  for (let at = 0; at < frame.length; at += 1) {
    const changed = Buffer.from(frame);
    changed[at]! ^= 0x80;
    expect(unseal(changed, 'node', 7, subjects), `byte ${at}`).toBeTypeOf('string');
    expect(unseal(frame.subarray(0, at), 'node', 7, subjects)).toBe('CHANGED');
  }

  write(path, subjects);
  const before = subjects.token(member(2), AT);
  destroy(path, subjects.forget(member(2))!);
  for (const one of [subjects, open(path)]) {
    expect(unseal(frame, 'node', 7, one)).toBe('ERASED');
    expect(one.known(member(2), AT)).toBeNull();
    expect(one.known(member(1), AT)).not.toBeNull();
    expect(one.forget(member(2))).toBeNull();
  }
  // Whoever is read again is a new subject: nothing leads back to the old one.
  expect(subjects.token(member(2), AT)).not.toBe(before);
});

test('without the keys no two frames are seen to name the same subjects', () => {
  const subjects = open(newFile());
  const names = Array.from({ length: 9 }, (_, n) => member(n));
  const frames = Array.from({ length: 20 }, (_, index) => sealed(subjects, names, index));
  const head = 2 + names.length * SEALED_ROW_BYTES;
  const seen = new Set<string>();
  for (const frame of frames) {
    for (const name of names) expect(frame.includes(lookupOf(name))).toBe(false);
    for (let at = 2; at < head; at += SEALED_ROW_BYTES) seen.add(frame.toString('hex', at, at + SEALED_ROW_BYTES));
  }
  expect(seen.size).toBe(frames.length * names.length);
  expect(frames.map((frame, index) => unsealed(frame, index, subjects)[0]?.value)).toEqual(frames.map(() => '17/2026'));
});

test('whoever was erased and is read again has another row: no frame from before is tied to one from after', () => {
  const path = newFile();
  const subjects = open(path);
  const before = sealed(subjects, [member(1), member(2)]);
  write(path, subjects);
  const row = subjects.forget(member(2))!;
  // The row is still in the file while the record of its end is on its way to the disk.
  expect(unseal(before, 'node', 7, subjects)).toBe('ERASED');
  destroy(path, row);
  for (const one of [subjects, open(path)]) {
    const after = sealed(one, [member(1), member(2)]);
    expect(one.takeNew()!.first).toBe(2);
    expect(unsealed(after, 7, one)).toHaveLength(1);
    expect(unseal(before, 'node', 7, one)).toBe('ERASED');
    expect(one.forget(member(2))).toBe(2);
  }
});

test('a subject is named by its row before that is on the disk, and can be erased before it is', () => {
  const path = newFile();
  const subjects = open(path);
  const frame = sealed(subjects, [member(1), member(2)]);
  expect(unsealed(frame, 7, subjects)).toHaveLength(1);
  subjects.forget(member(2));
  expect(unseal(frame, 'node', 7, subjects)).toBe('ERASED');
  write(path, subjects);
  expect(unseal(frame, 'node', 7, subjects)).toBe('ERASED');
});

test('the order in which subjects are named makes no difference to the key', () => {
  const subjects = open(newFile());
  const salt = randomBytes(SALT_BYTES);
  const names = Array.from({ length: 9 }, (_, n) => member(n));
  const { key, rows } = subjects.sealKey(names, salt);
  expect(subjects.sealKey(names.toReversed(), salt)).toEqual({ key, rows });
  expect(subjects.openKey(rows, salt)).toEqual(key);
});

test('a frame that names its subjects by lookups opens as it always did', () => {
  const path = newFile();
  const subjects = open(path);
  const names = [member(1), member(2), member(3)];
  const frame = withLookups(sealed(subjects, names), names);
  write(path, subjects);
  expect(unseal(frame, 'node', 7, open(path))).toMatchObject([{ path: 'case', value: '17/2026' }]);
  for (let at = 0; at < frame.length; at += 1) {
    const changed = Buffer.from(frame);
    changed[at]! ^= 0x80;
    expect(unseal(changed, 'node', 7, subjects), `byte ${at}`).toBeTypeOf('string');
    expect(unseal(frame.subarray(0, at), 'node', 7, subjects)).toBe('CHANGED');
  }
  subjects.forget(member(2));
  expect(unseal(frame, 'node', 7, subjects)).toBe('ERASED');
});

test('a file that was cut is not believed, one of another master key opens nothing', () => {
  const path = newFile();
  const subjects = open(path);
  subjects.token(member(1), AT);
  write(path, subjects);
  const stranger = createSubjects(openSubjectTable(path), { ...secrets, master: randomBytes(32) });
  expect(() => stranger.token(member(1), AT)).toThrow();
  const cut = open(path);
  writeFileSync(path, '');
  expect(() => cut.known(member(1), AT)).toThrow('cut');
});
