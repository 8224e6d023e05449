import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Manifest } from '@agency-graph/world';
import { createWorld, writeWorld } from '@agency-graph/world';

const COMMITTED = fileURLToPath(new URL('../../shared/world/tiny/', import.meta.url));

describe('a world is the same however it is read', () => {
  const world = createWorld('small');
  const again = createWorld('small');
  const size = world.counts.members;

  test('a member looked up equals the member met while iterating', () => {
    fc.assert(
      fc.property(fc.nat(size - 1), (index) => {
        const [met] = world.members(index, index + 1);
        expect(again.member(world.memberIdAt(index))).toEqual(met);
      }),
    );
  });

  test('a document looked up equals the document met while iterating', () => {
    fc.assert(
      fc.property(fc.nat(world.counts.documents - 1), (index) => {
        const [met] = world.documents(index, index + 1);
        expect(met!.id).toBe(world.documentIdAt(index));
        expect(again.document(met!.id)).toEqual(met);
      }),
    );
  });

  test('any slice equals the same slice of the whole', () => {
    fc.assert(
      fc.property(fc.nat(size - 40), fc.nat(40), (from, length) => {
        const slice = [...again.members(from, from + length)];
        expect(slice.map(({ id }) => id)).toEqual(slice.map((_, at) => world.memberIdAt(from + at)));
        expect(slice).toEqual(slice.map(({ id }) => world.member(id)));
      }),
      { numRuns: 30 },
    );
  });

  test('organisations, tasks, opinions, accounts and units are found by the ids they are met under', () => {
    for (const record of world.organisations()) expect(again.organisation(record.id)).toEqual(record);
    for (const record of world.tasks()) expect(again.task(record.id)).toEqual(record);
    for (const record of world.feedback()) expect(again.feedbackItem(record.id)).toEqual(record);
    for (const record of world.accounts()) expect(again.account(record.id)).toEqual(record);
    for (const record of world.adminUnits()) expect(again.adminUnit(record.code)).toEqual(record);
  });

  test('an id that nobody has finds nothing', () => {
    for (const id of ['M-000000', 'M-0000001', 'M-050001', 'M-999999', 'X', 'M-123'])
      expect(world.member(id)).toBeUndefined();
    for (const id of ['G99', 'G07.C012.K99', 'G07.C012.K03.B98', 'G07.C999', ''])
      expect(world.organisation(id)).toBeUndefined();
    for (const id of ['D-0000000', 'D-0020000', 'D-1', 'D-XX-1']) expect(world.document(id)).toBeUndefined();
    for (const id of ['T-0000', 'T-9999', 'T-1']) expect(world.task(id)).toBeUndefined();
    for (const id of ['F-0000', 'F-0358', 'A-000000', 'A-P99']) {
      expect(world.feedbackItem(id)).toBeUndefined();
      expect(world.account(id)).toBeUndefined();
    }
  });

  test('another seed makes another world of the same shape', () => {
    const other = createWorld('tiny', '1');
    expect(other.counts).toEqual(createWorld('tiny').counts);
    expect(other.member('M-000001')).not.toEqual(createWorld('tiny').member('M-000001'));
  });
});

describe('the world as files', () => {
  test('tiny regenerates to the bytes that are committed', async () => {
    const out = await mkdtemp(join(tmpdir(), 'world-'));
    try {
      const manifest = await writeWorld({ size: 'tiny', out });
      const committed = JSON.parse(await readFile(join(COMMITTED, 'manifest.json'), 'utf8')) as Manifest;
      expect(manifest).toEqual(committed);
      for (const file of [...Object.keys(committed.files), 'manifest.json']) {
        expect(await readFile(join(out, file), 'utf8')).toBe(await readFile(join(COMMITTED, file), 'utf8'));
      }
    } finally {
      await rm(out, { recursive: true });
    }
  });

  test('every line is a synthetic record, in the order of the ids', async () => {
    for (const [file, key] of [
      ['members.ndjson', 'id'],
      ['organisations.ndjson', 'id'],
      ['documents.ndjson', 'id'],
      ['tasks.ndjson', 'id'],
      ['feedback.ndjson', 'id'],
      ['accounts.ndjson', 'id'],
      ['agreements.ndjson', 'id'],
      ['admin-units.ndjson', 'code'],
      ['truth.jsonl', 'recordId'],
    ] as const) {
      const lines = (await readFile(join(COMMITTED, file), 'utf8')).trimEnd().split('\n');
      const records = lines.map((line) => JSON.parse(line) as Record<string, string | boolean>);
      expect(records.every(({ synthetic }) => synthetic === true)).toBe(true);
      const ids = records.map((record) => String(record[key]));
      expect(ids).toEqual(ids.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
    }
  });
});
