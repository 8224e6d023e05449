import { asReferred, buildSubgraph, Key, lintSchema, printSubgraph } from '@agency-graph/kit';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Field, FieldResolver, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { expect, onTestFinished, test } from 'vitest';
import { subgraph } from './fixture/people.js';

const LABEL = '@label(secrecy: UNCLASSIFIED, sharing: DEFAULT, personal: BASIC, steward: "BTCTW")';

test('levels print as enum values, names as strings, on types and fields', () => {
  expect(subgraph.sdl).toContain(
    `type Person @key(fields: "id") @rowLabel(secrecy: "rowSecrecy", scopes: ["rowPath"]) ${LABEL} {`,
  );
  expect(subgraph.sdl).toContain(`  broken: String ${LABEL}`);
  expect(subgraph.sdl).toContain('  rowSecrecy: Secrecy @inaccessible');
});

test('arguments print with what they read, paging last', () => {
  const text = subgraph.sdl.slice(subgraph.sdl.indexOf('  people('), subgraph.sdl.indexOf('): PersonConnection'));
  expect([...text.matchAll(/^ {4}(\w+): \w+ (.*)$/gm)].map(([, name, reads]) => `${name} ${reads}`)).toEqual([
    'bornFrom @reads(fields: ["Person.bornOn"])',
    'newestFirst @reads(fields: ["Person.bornOn"])',
    'prefix @reads(fields: ["Person.name"])',
    'first @reads(fields: [])',
    'after @reads(fields: [])',
  ]);
});

test('input fields print with what they read', () => {
  expect(subgraph.sdl).toContain('  kind: String @reads(fields: ["Person.kind"])');
});

test('the label directives are linked, composed and defined once', () => {
  expect(subgraph.sdl.match(/@composeDirective\(name: "@label"\)/g)).toHaveLength(1);
  expect(subgraph.sdl.match(/^enum Secrecy /gm)).toHaveLength(1);
  expect(subgraph.sdl.match(/^directive @label/gm)).toHaveLength(1);
});

test('a complete schema lacks nothing but what was left out on purpose', () => {
  expect(lintSchema(subgraph.sdl)).toEqual([]);
});

test('lint names what lacks a description, a label, @reads or a hidden field', () => {
  const lacking = lintSchema(`
    "T." type T @rowLabel(scopes: ["rowPath"]) { "A." a(b: Int): Int  rowPath: String }
    "E." enum E { X }
  `);
  expect(lacking).toEqual([
    'T.a: no @Label, and none on T',
    'T.a(b:): no description',
    'T.a(b:): no @Reads (write @Reads() when it reads no field)',
    'T.rowPath: no description',
    'T.rowPath: no @Label, and none on T',
    'T: @RowLabelled names rowPath, which is not an @Inaccessible() field of it',
    'E.X: no description',
  ]);
});

test('an entity of another agency that is reached by reference alone is told to be named', () => {
  @ObjectType()
  @Key('id')
  class Owner {
    @Field(() => ID)
    id!: string;
  }
  @Resolver(() => Owner)
  class OwnerVehicles {
    @FieldResolver(() => String)
    plate(): string {
      return '29A';
    }
    @Query(() => String)
    anyPlate(): string {
      return '30A';
    }
  }
  const vehicles = { name: 'vehicles', resolvers: [OwnerVehicles], referenceResolvers: { Owner: asReferred } };
  expect(() => buildSubgraph(vehicles)).toThrow(
    'vehicles: referenceResolvers names Owner, to which no field here leads: name the class in orphanedTypes',
  );
  expect(buildSubgraph({ ...vehicles, orphanedTypes: [Owner] }).sdl).toContain('type Owner @key(fields: "id") {');
});

test('a printed schema that no longer fits its classes is found', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kit-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'schema.graphql');
  printSubgraph(subgraph, file);
  expect(readFileSync(file, 'utf8')).toBe(subgraph.sdl);
  printSubgraph(subgraph, file, { check: true });
  writeFileSync(file, `${subgraph.sdl}\n`);
  expect(() => printSubgraph(subgraph, file, { check: true })).toThrow(
    'people: schema.graphql is not what its classes give',
  );
});
