import { readFile } from 'node:fs/promises';
import { splitStatements } from '@agency-graph/postgres';

/** An index as the migrations make it. */
export interface IndexDefinition {
  readonly name: string;
  readonly table: string;
  readonly sql: string;
}

const MIGRATION = new URL('../migrations/001-members.sql', import.meta.url);
const INDEX = /create (?:unique )?index (\w+) on (\w+)/;

/** The indexes of the migrations: a bulk load drops them first and makes them again, also after a load that was cut off. */
export async function indexDefinitions(): Promise<readonly IndexDefinition[]> {
  const statements = splitStatements(await readFile(MIGRATION, 'utf8'));
  return statements.flatMap(({ sql }) => {
    const found = INDEX.exec(sql);
    return found === null ? [] : [{ name: found[1] as string, table: found[2] as string, sql }];
  });
}
