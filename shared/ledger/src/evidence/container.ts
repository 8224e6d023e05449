import { Malformed } from '../malformed.js';

/** Name of the evidence file in its container. */
export const EVIDENCE_FILE = 'evidence.jsonl';

const BLOCK = 512;
const NAME_BYTES = 100;
const SIZE_AT = 124;
const SIZE_BYTES = 12;
const CHECKSUM_AT = 148;
/** More files than any container has. */
const MOST_FILES = 16;

/** Files in one file that every `tar` opens (POSIX ustar), always the same bytes for the same files. */
export function encodeContainer(files: ReadonlyMap<string, Buffer>): Buffer {
  const pieces: Buffer[] = [];
  for (const [name, bytes] of files) {
    pieces.push(header(name, bytes.length), bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK));
  }
  return Buffer.concat([...pieces, Buffer.alloc(2 * BLOCK)]);
}

/** The files of a container. Throws `Malformed` unless every byte is as `encodeContainer` writes it. */
export function decodeContainer(container: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  let at = 0;
  while (at + BLOCK <= container.length && container[at] !== 0 && files.size < MOST_FILES) {
    const name = container.toString('latin1', at, at + NAME_BYTES).replace(/\0.*$/s, '');
    const octal = container.toString('latin1', at + SIZE_AT, at + SIZE_AT + SIZE_BYTES - 1);
    if (!/^[0-7]{11}$/.test(octal) || files.has(name)) throw new Malformed('not a container');
    const size = Number.parseInt(octal, 8);
    files.set(name, container.subarray(at + BLOCK, at + BLOCK + size));
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  if (!files.has(EVIDENCE_FILE) || !encodeContainer(files).equals(container)) throw new Malformed('not a container');
  return files;
}

function header(name: string, size: number): Buffer {
  // attacker-controlled: a reader unpacks it, and no name may lead out of the folder or hide there.
  if (!/^\w[\w.-]{0,98}$/.test(name)) throw new Malformed('not a file name');
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 'latin1');
  block.write('0000644\0' + '0000000\0'.repeat(2), NAME_BYTES, 'latin1');
  block.write(`${size.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0        0`, SIZE_AT, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, CHECKSUM_AT, 'latin1');
  return block;
}
