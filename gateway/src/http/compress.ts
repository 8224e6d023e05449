import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Bytes under which an answer goes as it is: it fits one packet, and its length tells least. */
const LEAST = 1_400;
/** Quick rather than small: the time is the machine's, on threads of their own. */
const GZIP = { level: 4 };
const BROTLI = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT },
};

const CODINGS = {
  br: (body: Buffer) => promisify(brotliCompress)(body, BROTLI),
  gzip: (body: Buffer) => promisify(gzip)(body, GZIP),
} as const;
type Coding = keyof typeof CODINGS;

/** A body as it goes out, and how it is coded; null as it is. */
export interface Sent {
  readonly body: Buffer;
  readonly coding: Coding | null;
}

/**
 * Compresses a body for a client that takes it (RFC 9110, § 12.5.3). A caller is known by a token that no page of
 * another origin can send, so nobody can have a stranger's words compressed together with an answer (BREACH).
 */
export async function compress(body: Buffer, acceptEncoding: string | undefined): Promise<Sent> {
  if (acceptEncoding === undefined || body.length < LEAST) return { body, coding: null };
  const coding = acceptedCoding(acceptEncoding);
  return coding === null ? { body, coding } : { body: await CODINGS[coding](body), coding };
}

/** What a client prefers of ours; of what it likes as well, what makes less. */
function acceptedCoding(header: string): Coding | null {
  const weights = new Map(
    header
      .toLowerCase()
      .split(',', 16)
      .map((range) => {
        const [name = '', weight] = range.trim().split(/\s*;\s*q=/, 2);
        return [name, weight === undefined ? 1 : Number(weight) || 0];
      }),
  );
  const weightOf = (coding: string): number => weights.get(coding) ?? weights.get('*') ?? 0;
  const [br, zipped] = [weightOf('br'), weightOf('gzip')];
  if (Math.max(br, zipped) === 0) return null;
  return br >= zipped ? 'br' : 'gzip';
}
