import {
  coordinatesOf,
  fieldTypes,
  madeFrom,
  mergedLabels,
  OWN_SOURCE,
  parseSupergraphYaml,
} from '@agency-graph/composition';
import { compose } from '@agency-graph/composition/compose';
import { readWorkingTree } from '@agency-graph/composition/working-tree';
import { lintSchema } from '@agency-graph/kit';
import { givenToNobody, misfits, readPolicyContent, readPolicyFolder } from '@agency-graph/policy';
import { withClient } from '@agency-graph/postgres';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { embeddedDatabase } from '../support/embedded-database.js';
import { subgraph } from './fixture/permits.js';

const README = readFileSync(new URL('../../shared/kit/README.md', import.meta.url), 'utf8');
const SUPERGRAPH = readFileSync(new URL('../../supergraph.yaml', import.meta.url), 'utf8');
const EXAMPLE = readFileSync(new URL('./fixture/permits.ts', import.meta.url), 'utf8');

test('the example in the README is this code, which compiles and builds', () => {
  expect(blocks('ts')[0]).toBe(EXAMPLE);
  expect(lintSchema(subgraph.sdl)).toEqual([]);
  expect(subgraph.sdl).toContain('type Permit @key(fields: "id") @rowLabel(scopes: ["rowPath"])');
});

test('the example and its entry fit in this graph, and its lines of the scope table give what it has', async () => {
  const tree = await readWorkingTree({ dir: fileURLToPath(new URL('../..', import.meta.url)) });
  if (tree.kind === 'problems') throw new Error('the working tree cannot be read');
  const permits = {
    name: 'permits',
    sdl: subgraph.sdl,
    url: 'http://127.0.0.1:4010/graphql',
    owns: ['Permit'],
    file: '',
  };
  const composed = compose({ subgraphs: [...tree.subgraphs, OWN_SOURCE, permits], labels: 'required' });
  if (composed.kind === 'problems') throw new Error(composed.problems.map(({ says }) => says).join('\n'));

  const folder = mkdtempSync(join(tmpdir(), 'policy-'));
  try {
    cpSync(new URL('../../gateway/policy', import.meta.url), folder, { recursive: true });
    const scope = readFileSync(join(folder, 'scope.yaml'), 'utf8');
    writeFileSync(
      join(folder, 'scope.yaml'),
      scope.replace('\ngrants:\n', `\ngrants:\n${indented(blocks('yaml')[1])}`),
    );
    const sdl = composed.supergraphSdl;
    const ground = {
      coordinates: coordinatesOf(sdl),
      labels: mergedLabels(sdl),
      madeFrom: madeFrom(sdl),
      fieldTypes: fieldTypes(sdl),
    };
    const policy = readPolicyFolder(folder);
    expect(misfits(policy, ground, '2026-03-15')).toEqual([]);
    const nobodys = givenToNobody(policy, ground, '2026-03-15').map(({ coordinate }) => coordinate);
    expect(nobodys).not.toContain('Permit');
    const { grants } = readPolicyContent(folder).scope;
    expect(grants.filter(({ type }) => type === 'Permit')).toHaveLength(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the entry of the README can stand in supergraph.yaml', () => {
  const text = SUPERGRAPH.replace('subgraphs:\n', `subgraphs:\n${indented(blocks('yaml')[0])}`);
  const read = parseSupergraphYaml(text, 'supergraph.yaml');
  expect(read.kind === 'config' && read.config.subgraphs.map(({ name }) => name)).toContain('permits');
});

test('the migrations of the README, run as it says, make what the service may read', async () => {
  const database = await embeddedDatabase('permits');
  try {
    const role = decodeURIComponent(new URL(database.url).username);
    const folder = join(database.directory, 'migrations');
    mkdirSync(folder);
    cpSync(new URL('../../shared/kit/migrations', import.meta.url), folder, { recursive: true });
    writeFileSync(join(folder, '001-permit.sql'), blocks('sql')[0]!.replace('to permits;', `to ${role};`));
    const [program = ''] = blocks('js');
    // Of the project's, so that its imports lead to the packages; not in it, so that no test leaves it there.
    const text = program
      .replace("fileURLToPath(new URL('migrations', import.meta.url))", JSON.stringify(folder))
      .replace("'permits'", `'${role}'`);
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', text], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: { ...process.env, PERMITS_OWNER_DATABASE_URL: database.ownerUrl },
    });
    const { rows } = await withClient(database.url, (client) => client.query('select * from permit'));
    expect(rows).toEqual([]);

    const unnamed = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', text], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: { ...process.env, PERMITS_OWNER_DATABASE_URL: '' },
    });
    await expect(unnamed).rejects.toThrow('No database is named');
  } finally {
    await database.close();
  }
});

/** The README's code in a language, block by block. */
function blocks(language: string): readonly string[] {
  const pattern = new RegExp(`^( *)\`\`\`${language}\n([^]*?)^ *\`\`\``, 'gm');
  return [...README.matchAll(pattern)].map(([, indent = '', code = '']) =>
    code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

const indented = (text = ''): string => text.replaceAll(/^(?=.)/gm, '  ');
