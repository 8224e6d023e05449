import { isUtf8 } from 'node:buffer';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SubgraphFailure } from './failure.js';
import { createJsonMeter } from './json-meter.js';

/** What an agency answered, unread: every value in it is hostile. */
export interface RawAnswer {
  readonly data: unknown;
  readonly errors: readonly unknown[];
  /** Ids the agency withheld by the row condition, by type; for the record only. */
  readonly extensions: unknown;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Reads the body of a 200: at most `limit` bytes, after inflation. What is larger is left in the middle. */
export async function readBody(body: Readable, headers: Headers, limit: number): Promise<string> {
  const declared = Number(headers['content-length'] ?? 0);
  if (declared > limit) {
    body.destroy();
    throw new SubgraphFailure('too-large', `${declared} bytes are announced`);
  }
  const measure = createJsonMeter();
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop closes the stream, and with it the connection.
  for await (const chunk of inflated(body, headers['content-encoding']) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new SubgraphFailure('too-large', `more than ${limit} bytes`);
    measure(chunk);
    chunks.push(chunk);
  }
  const whole = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  if (!isUtf8(whole)) throw new SubgraphFailure('unreadable', 'the answer is not UTF-8');
  return whole.toString('utf8');
}

/** No compression is asked for; what a proxy on the way compresses all the same is read, within the same bounds. */
function inflated(body: Readable, encoding: string | string[] | undefined): Readable {
  if (encoding === undefined || encoding === 'identity') return body;
  if (encoding === 'gzip') return pipeline(body, createGunzip(), () => {});
  body.destroy();
  throw new SubgraphFailure('unreadable', 'the answer is compressed, which was not asked for');
}

/** A GraphQL response has data or errors; anything else is a failure, never a silent null. */
export function readAnswer(text: string): RawAnswer {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new SubgraphFailure('unreadable', 'the answer is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new SubgraphFailure('unreadable', 'the answer is not an object');
  const { data = null, errors = [], extensions = null } = parsed as Record<string, unknown>;
  if (!Array.isArray(errors)) throw new SubgraphFailure('unreadable', '`errors` is not a list');
  if (data === null && errors.length === 0) throw new SubgraphFailure('unreadable', 'neither data nor errors');
  return { data, errors, extensions };
}
