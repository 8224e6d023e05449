import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { createGunzip } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { SubgraphFailure } from './failure.js';
import { createJsonMeter, JSON_METER } from './json-meter.js';

/** What an agency answered, unread: every value in it is hostile. */
export interface RawAnswer {
  readonly data: unknown;
  readonly errors: readonly unknown[];
  /** Ids the agency withheld by the row condition, by type; for the record only. */
  readonly extensions: unknown;
  /** Whether it is known of all texts in it that they stand in JSON as they are, between quotes. */
  readonly arePlain: boolean;
}

/** The body of a 200 while it arrives. Each of these throws a `SubgraphFailure` when a bound is passed. */
export interface AnswerBody {
  add(chunk: Buffer): void;
  /** All of it has arrived: what it says; later where it must be inflated first. */
  read(): RawAnswer | Promise<RawAnswer>;
}

/** What a body comes from: it waits where the body cannot keep up. */
type Wire = Pick<Dispatcher.DispatchController, 'pause' | 'resume'>;

/** At most `limit` bytes are taken, before and after inflation. */
export function openBody(headers: IncomingHttpHeaders, limit: number, wire: Wire): AnswerBody {
  const declared = Number(headers['content-length'] ?? 0);
  if (declared > limit) throw new SubgraphFailure('too-large', `${declared} bytes are announced`);
  const encoding = (headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') return new PlainBody(limit);
  // No compression is asked for; what a proxy on the way compresses all the same is read, within the same bounds.
  if (encoding === 'gzip' || encoding === 'x-gzip') return new ZippedBody(limit, wire);
  throw new SubgraphFailure('unreadable', 'the answer is compressed, which was not asked for');
}

/** So many chunks are kept as they come; of those that follow, ones smaller than a block are gathered in blocks. Bytes. */
const GATHERED = { after: 64, block: 16 * 1024 } as const;

class PlainBody implements AnswerBody {
  readonly #chunks: Buffer[] = [];
  readonly #limit: number;
  /** The block that small chunks are gathered in, and how much of it is filled. */
  #block: Buffer | null = null;
  #filled = 0;
  #size = 0;
  #measure: ((chunk: Buffer) => void) | null = null;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#limit) throw new SubgraphFailure('too-large', `more than ${this.#limit} bytes`);
    this.#keep(chunk);
    // Fewer bytes than values are too few to hold as many; how deep they are nested their readers bound.
    if (this.#measure !== null) this.#measure(chunk);
    else if (this.#size > JSON_METER.values) {
      this.#measure = createJsonMeter();
      this.#endBlock();
      this.#chunks.forEach(this.#measure);
    }
  }

  /** attacker-controlled: an answer may come in chunks of a byte, each of which takes a hundred as an object. */
  #keep(chunk: Buffer): void {
    if (this.#chunks.length < GATHERED.after || chunk.length >= GATHERED.block) {
      this.#endBlock();
      this.#chunks.push(chunk);
      return;
    }
    if (this.#block === null || this.#filled + chunk.length > GATHERED.block) {
      this.#endBlock();
      this.#block = Buffer.allocUnsafe(GATHERED.block);
    }
    this.#filled += chunk.copy(this.#block, this.#filled);
  }

  #endBlock(): void {
    if (this.#block !== null) this.#chunks.push(this.#block.subarray(0, this.#filled));
    this.#block = null;
    this.#filled = 0;
  }

  read(): RawAnswer {
    this.#endBlock();
    return readAnswer(this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks, this.#size));
  }
}

/** Bytes that are inflated at a time. */
const INFLATED = 64 * 1024;

/** Inflated as it arrives, so that what is too large is noticed when its first part is. */
class ZippedBody implements AnswerBody {
  readonly #zipped = createGunzip({ chunkSize: INFLATED });
  readonly #plain: PlainBody;
  readonly #inflated: Promise<void>;
  readonly #limit: number;
  readonly #wire: Wire;
  #size = 0;
  #failure: SubgraphFailure | null = null;

  constructor(limit: number, wire: Wire) {
    this.#plain = new PlainBody(limit);
    this.#limit = limit;
    this.#wire = wire;
    this.#zipped.on('drain', () => wire.resume());
    this.#inflated = this.#inflate();
  }

  add(chunk: Buffer): void {
    if (this.#failure !== null) throw this.#failure;
    this.#size += chunk.length;
    // attacker-controlled: gzip may go on without end and inflate to nothing.
    if (this.#size > this.#limit) throw new SubgraphFailure('too-large', `more than ${this.#limit} bytes of gzip`);
    if (!this.#zipped.write(chunk)) this.#wire.pause();
  }

  async read(): Promise<RawAnswer> {
    if (this.#failure === null) this.#zipped.end();
    await this.#inflated;
    if (this.#failure !== null) throw this.#failure;
    return this.#plain.read();
  }

  async #inflate(): Promise<void> {
    try {
      // Leaving the loop closes the stream.
      for await (const chunk of this.#zipped as AsyncIterable<Buffer>) this.#plain.add(chunk);
    } catch (cause) {
      this.#failure =
        cause instanceof SubgraphFailure ? cause : new SubgraphFailure('broken', 'the answer does not inflate');
      // What comes next is told so.
      this.#wire.resume();
    }
  }
}

/** A GraphQL response has data or errors; anything else is a failure, never a silent null. */
function readAnswer(bytes: Buffer): RawAnswer {
  if (!isUtf8(bytes)) throw new SubgraphFailure('unreadable', 'the answer is not UTF-8');
  const text = bytes.toString('utf8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new SubgraphFailure('unreadable', 'the answer is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new SubgraphFailure('unreadable', 'the answer is not an object');
  const { data = null, errors: told, extensions = null } = parsed as Record<string, unknown>;
  // Servers that write what they have none of write null.
  const errors = told ?? [];
  if (!Array.isArray(errors)) throw new SubgraphFailure('unreadable', '`errors` is not a list');
  if (data === null && errors.length === 0) throw new SubgraphFailure('unreadable', 'neither data nor errors');
  // A quote, a control character or half of a surrogate pair comes into a text by an escape alone (RFC 8259, § 7).
  return { data, errors, extensions, arePlain: !text.includes('\\') };
}
