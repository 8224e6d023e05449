import { copyRows, withClient, type CopyRow } from '@agency-graph/postgres';
import type { World } from '@agency-graph/world';
import { documentColumns, pathsOf } from './document-columns.js';

/** Documents of the index range from … to-1. */
export interface DocumentRange {
  readonly from: number;
  readonly to: number;
}

/** Copies a range of the world's documents into the table over a connection of its own: all of them or none. */
export async function loadDocuments(
  ownerUrl: string,
  world: World,
  { from, to }: DocumentRange,
  done: (count: number) => void,
): Promise<void> {
  const paths = new Map(pathsOf(world));
  const columns = documentColumns((id) => {
    const path = paths.get(id);
    if (path === undefined) throw new Error(`organisation ${id} is not in the register`);
    return path;
  });
  const values = Object.values(columns);
  const rows = function* (): Iterable<CopyRow> {
    for (const document of world.documents(from, to)) yield values.map((value) => value(document));
  };
  await withClient(ownerUrl, (client) =>
    copyRows(client, 'document', Object.keys(columns), rows(), { onProgress: done }),
  );
}
