import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import {
  buildClientSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  parse,
  printSchema,
  type IntrospectionQuery,
} from 'graphql';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../support/root.js';
import { startSystem, type System } from './support/system.js';

let system: System;
const folder = mkdtempSync(join(tmpdir(), 'agency-graph-explain-'));
beforeAll(async () => {
  system = await startSystem({ size: 'tiny' });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `agency-graph` against the system and gives what it wrote to stdout. */
const agencyGraph = async (command: string, ...args: readonly string[]): Promise<string> => {
  const given = [join(ROOT, 'shared/cli/bin.mjs'), command, ...args, '--gateway', system.url, '--data', system.data];
  return (await promisify(execFile)(process.execPath, given, { maxBuffer: 2 ** 24 })).stdout;
};

const explain = async (as: string, query: string, ...args: readonly string[]): Promise<string> => {
  const file = join(folder, 'query.graphql');
  writeFileSync(file, query);
  return agencyGraph('explain', file, '--as', as, ...args);
};

interface Access {
  readonly coordinate: string;
  readonly reason?: string;
  readonly rule: string;
}

describe('agency-graph explain', () => {
  test('says rule, steward, subgraph, what is missing and how to ask, and the rows in words', async () => {
    const said = await explain('P4', '{ member(id: "M-000123") { fullName nationalId } }');
    expect(said).toContain(
      'member.nationalId  (Member.nationalId, members)\n    REQUESTABLE DENY SCOPE\n    R7 Sensitive tier',
    );
    expect(said).toContain('Steward: National population database (C06), data-sharing@c06.agency-graph.example');
    expect(said).toContain('Ask: npx --no agency-graph ask Member.nationalId (/rules#R7)');
    expect(said).toMatch(/Rows of Member: .*under TW\.G07\.C012/);
    expect(await explain('P4', '{ member(id: "M-000123") { nationalId } }', '--lang', 'vi')).toContain(
      'Dữ liệu nhạy cảm',
    );
  });

  test.each([
    ['P4', '{ member(id: "M-000123") { nationalId cardNumber fullName } }'],
    ['P5', '{ members(filter: {cellId: "G07.C012.K03.B02", religion: "R2"}) { nodes { fullName } } }'],
    ['P3', '{ document(id: "D-CV-9001") { content attachments { downloadRef } } task(id: "T-0100") { obstacles } }'],
    ['P9', '{ members(filter: {name: "Trần Mẫu Thảo"}) { nodes { id } } }'],
  ])('%s is refused what it says: %s', async (as, query) => {
    const { fields } = JSON.parse(await explain(as, query, '--json')) as {
      readonly fields: readonly {
        path: string[];
        coordinate: string;
        decision: string;
        reason: string;
        rule: { id: string };
      }[];
    };
    const said = fields
      .filter(({ decision }) => decision === 'DENY')
      .map(({ path, coordinate, reason, rule }) => ({ path, coordinate, reason, rule: rule.id }));
    const { errors } = await system.ask(as, query);
    const done = errors
      .map(({ path, extensions }) => ({ path, access: extensions?.['access'] as Access }))
      .filter(({ access }) => access.reason !== undefined)
      .map(({ path, access: { coordinate, reason, rule } }) => ({ path, coordinate, reason, rule }));
    expect(said).toEqual(done);
  });

  test('what is hidden is told as a misspelt name is', async () => {
    const asked = async (name: string) => {
      const { data } = await system.ask(
        'P4',
        'query E($q: String!) { explain(query: $q) { refusal { code says } fields { path } } }',
        { q: `{ member(id: "M-000123") { ${name} { form } } }` },
      );
      return JSON.stringify(data).replaceAll(name, 'NAME');
    };
    expect(await asked('discipline')).toBe(await asked('disciplinq'));
  });
});

describe('agency-graph schema', () => {
  test.each([
    ['P2', 'MEMBER_ADMIN'],
    ['P8', 'TASK_MONITORING'],
    ['P10', null],
  ])('of %s for %s is what introspection shows, and compiles in a code generator', async (as, purpose) => {
    const sdl = await agencyGraph('schema', '--as', as, ...(purpose === null ? [] : ['--purpose', purpose]));
    const { data } = await system.ask(system.as(as, purpose === null ? {} : { purpose }), getIntrospectionQuery());
    const introspected = buildClientSchema(data as IntrospectionQuery);
    expect(sdl).toBe(`${printSchema(lexicographicSortSchema(introspected)).trimEnd()}\n`);
    const types = await codegen({
      schema: parse(sdl),
      documents: [],
      filename: 'types.ts',
      config: {},
      plugins: [{ typescript: {} }],
      pluginMap: { typescript },
    });
    expect(types).toContain('export type Query');
    if (as === 'P10') expect(types).not.toContain('Member');
  });

  test('marks what could be asked for', async () => {
    const sdl = await agencyGraph('schema', '--as', 'P4', '--requestable');
    expect(sdl).toContain('nationalId: String @requestable(reason: "SCOPE", rule: "R7", steward: "C06")');
    expect(sdl).not.toMatch(/^ +discipline\b|type DisciplineRecord/m);
  });
});

describe('where a refusal leads', () => {
  test('its link is a page with that rule, in the reader’s language', async () => {
    const response = await fetch(`${system.url}/rules`, { headers: { 'accept-language': 'fr-CA,fr;q=0.9' } });
    const page = await response.text();
    expect(page).toContain('<section id="R7"><h2>R7 Données sensibles</h2>');
  });
});
