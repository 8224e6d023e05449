import {
  formatAddCheckpoint,
  nodesOfTiles,
  parseCheckpoint,
  parseNote,
  proveConsistency,
  tilePath,
  type PolicyWitness,
} from '@agency-graph/ledger';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A witness as the log's node asks it (C2SP tlog-witness). */
export interface WitnessClient {
  /** Its signature lines for a checkpoint. Rejects when it does not answer, or does not co-sign it. */
  ask(note: string): Promise<string>;
}

/** How long a witness may take, in milliseconds, and how much it may say. */
const WITHIN = 2_000;
const MOST_BYTES = 16 * 1024;

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** `published` is the folder of the published log: proofs are made of its tiles. */
export function createWitnessClient(
  { url }: PolicyWitness & { readonly url: string },
  published: string,
): WitnessClient {
  /** What it co-signed last, as far as we know. */
  let old = 0;

  const add = (note: string): Promise<Answer> => {
    const { size } = parseCheckpoint(parseNote(note).text);
    const node = nodesOfTiles(size, (tile) => readFileSync(join(published, tilePath(tile))));
    return post(`${url}/add-checkpoint`, formatAddCheckpoint({ old, proof: proveConsistency(old, size, node), note }));
  };

  return {
    async ask(note) {
      const { size } = parseCheckpoint(parseNote(note).text);
      let answer = await add(note);
      // The key of a new day, or a log that it never heard of: what certifies our keys is shown first.
      if (answer.status === 403 || answer.status === 404) {
        for (const certificate of certificatesIn(published)) await post(`${url}/add-certificate`, certificate);
        answer = await add(note);
      }
      if (answer.status === 409 && answer.type === 'text/x.tlog.size') {
        const seen = Number(answer.text);
        // attacker-controlled: a size beyond ours would be another log's, or a lie.
        if (!Number.isSafeInteger(seen) || seen < 0 || seen > size)
          throw new Error('it says it saw more than there is');
        old = seen;
        answer = await add(note);
      }
      if (answer.status !== 200) throw new Error(`it answered with status ${answer.status}`);
      old = size;
      return answer.text;
    },
  };
}

async function post(url: string, body: string): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'error',
    body,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    signal: AbortSignal.timeout(WITHIN),
  });
  // attacker-controlled where the witness is: bounded before anything is read of it.
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Error('it says too much');
    chunks.push(chunk);
  }
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, text: Buffer.concat(chunks).toString('utf8') };
}

function certificatesIn(published: string): string[] {
  const folder = join(published, 'epochs');
  const names = readdirSync(folder).filter((name) => name.endsWith('.certificate'));
  // The newest is the one that signs now.
  const newest = names.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).slice(-1);
  return newest.map((name) => readFileSync(join(folder, name), 'utf8'));
}
