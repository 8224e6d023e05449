import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  statSync,
} from 'node:fs';
import { parseArgs } from 'node:util';
import { createHash, createHmac, createPublicKey, createSecretKey, hash, verify } from 'node:crypto';
import { basename, join } from 'node:path';
// malformed
/** Bytes that are not what they say they are. Its message names the place and holds nothing of their content. */
var Malformed = class extends Error {
  name = 'Malformed';
};
// bytes
/** Standard base64 (RFC 4648, § 4), padded, in its one canonical spelling; of `length` bytes where that is given. */
function fromBase64(text, length) {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new Malformed('not base64');
  if (length !== void 0 && bytes.length !== length) throw new Malformed(`not ${length} bytes`);
  return bytes;
}
/** A decimal without leading zeroes, up to 2^53 - 1. */
function fromDecimal(text) {
  const value = Number(text);
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text) || !Number.isSafeInteger(value)) throw new Malformed('not a decimal number');
  return value;
}
/** UTF-8 without any leniency: no byte order mark is dropped, no bad sequence is replaced. */
function fromUtf8(bytes) {
  try {
    return STRICT.decode(bytes);
  } catch {
    throw new Malformed('not UTF-8');
  }
}
const STRICT = new TextDecoder('utf-8', {
  fatal: true,
  ignoreBOM: true,
});
// merkle
/** SHA-256 of a leaf, domain-separated from inner nodes (RFC 6962, § 2.1). 32 bytes. */
const leafHash = (entry) => sha256(Buffer.concat([LEAF, entry]));
/** SHA-256 of an inner node (RFC 6962, § 2.1). */
function nodeHash(left, right) {
  const node = Buffer.allocUnsafe(65);
  node[0] = 1;
  node.set(left, 1);
  node.set(right, 33);
  return sha256(node);
}
/** SHA-256, 32 bytes. By way of a text of a character a byte: that is there in less than half the time. */
const sha256 = (bytes) => Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');
const LEAF = Buffer.of(0);
/** Root of the tree without leaves: SHA-256 of nothing. */
const EMPTY_ROOT = sha256(Buffer.alloc(0));
/** An empty tree, or one that goes on from `size` leaves whose whole subtrees have these roots. */
function createCompactRange(size = 0, subtrees = []) {
  if (subtrees.length !== onesIn(size)) throw new RangeError(`${size} leaves have ${onesIn(size)} whole subtrees`);
  const stack = [...subtrees];
  return {
    get size() {
      return size;
    },
    get subtrees() {
      return [...stack];
    },
    append(leaf, completed) {
      let node = leaf;
      let index = size;
      completed?.(0, index, node);
      for (let level = 1; index % 2 === 1; level += 1) {
        node = nodeHash(stack.pop(), node);
        index = half(index);
        completed?.(level, index, node);
      }
      stack.push(node);
      size += 1;
    },
    root: () => (size === 0 ? EMPTY_ROOT : stack.reduceRight((right, left) => nodeHash(left, right))),
  };
}
/** Merkle tree hash of the leaves [start, end), where `start` is a multiple of the subtree's size (RFC 6962, § 2.1). */
function rangeHash(start, end, node) {
  const size = end - start;
  if (size === 0) return EMPTY_ROOT;
  const left = leftSize(size);
  if (size === 1 || left * 2 === size) return node(Math.round(Math.log2(size)), start / size);
  return nodeHash(rangeHash(start, start + left, node), rangeHash(start + left, end, node));
}
/** The largest power of two below `size`: how many leaves are left of the root. */
function leftSize(size) {
  let left = 1;
  while (left * 2 < size) left *= 2;
  return left;
}
const half = (value) => Math.floor(value / 2);
function onesIn(value) {
  let ones = 0;
  for (let rest = value; rest > 0; rest = half(rest)) ones += rest % 2;
  return ones;
}
// note
const KEY_BYTES = 32;
/** A point, then a number. */
const SIGNATURE_BYTES = 64;
const KEY_NAME = /^[^\s+\p{Cc}\p{Zs}]{1,255}$/u;
/** More signatures than any honest note has. */
const MOST_SIGNATURES = 100;
/** ASN.1 of an Ed25519 public key, before its 32 bytes (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
function verifierKey(name, type, publicKey) {
  if (!KEY_NAME.test(name)) throw new Malformed('a key needs a name without spaces and plus signs');
  if (publicKey.length !== KEY_BYTES) throw new Malformed('not an Ed25519 public key');
  return {
    name,
    type,
    id: sha256(Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), publicKey])).toString('hex', 0, 4),
    publicKey: Buffer.from(publicKey),
  };
}
function parseVerifierKey(text) {
  const [name = '', id = '', ...rest] = text.split('+');
  const bytes = fromBase64(rest.join('+'), 33);
  const type = bytes[0];
  if (type !== 1 && type !== 4) throw new Malformed('a key of an unknown type');
  const key = verifierKey(name, type, bytes.subarray(1));
  if (key.id !== id) throw new Malformed('a key whose id is not its own');
  return key;
}
/** The prime of the curve's field (RFC 8032, § 5.1). */
const P = 2n ** 255n - 19n;
/** The y of all points of small order: under such a key anybody can sign. */
const SMALL_ORDER = new Set([
  0n,
  1n,
  P - 1n,
  2707385501144840649318225287225658788936804267575313519463743609750303402022n,
  55188659117513257062467267217118295137698188065244968500265048394206261417927n,
]);
/**
 * Whether these bytes spell a point that is not of small order in its one way (RFC 8032, § 5.1.3). Libraries take others,
 * some of points without x.
 */
function isSound(point) {
  const y = BigInt(`0x${Buffer.from(point.toReversed()).toString('hex')}`) & (2n ** 255n - 1n);
  return y < P && !SMALL_ORDER.has(y);
}
/** Whether the key made this Ed25519 signature over the message. */
function verifySignature(key, message, signature) {
  if (!isSound(key.publicKey)) return false;
  if (signature.length !== SIGNATURE_BYTES || !isSound(signature.subarray(0, KEY_BYTES))) return false;
  try {
    const publicKey = createPublicKey({
      key: Buffer.concat([SPKI, key.publicKey]),
      format: 'der',
      type: 'spki',
    });
    return verify(null, message, publicKey, signature);
  } catch {
    return false;
  }
}
/** A signed note (C2SP signed-note). Throws `Malformed` on what is none; says nothing of whose signatures are good. */
function parseNote(note) {
  if (!note.isWellFormed() || /(?!\n)\p{Cc}/u.test(note)) throw new Malformed('a note of forbidden characters');
  const split = note.lastIndexOf('\n\n');
  const lines = note.slice(split + 2).split('\n');
  if (split < 1 || lines.pop() !== '' || lines.length === 0) throw new Malformed('not a signed note');
  if (lines.length > MOST_SIGNATURES) throw new Malformed(`a note of more than ${MOST_SIGNATURES} signatures`);
  return {
    text: note.slice(0, split + 1),
    signatures: lines.map(parseSignature),
  };
}
function parseSignature(line) {
  const [dash, name = '', coded = '', ...rest] = line.split(' ');
  if (dash !== '—' || rest.length > 0 || !KEY_NAME.test(name)) throw new Malformed('not a signature line');
  const bytes = fromBase64(coded);
  if (bytes.length < 5) throw new Malformed('a signature line without signature');
  return {
    name,
    id: bytes.toString('hex', 0, 4),
    signature: bytes.subarray(4),
  };
}
/** Which of these keys signed the note. A bad signature under the name and id of one of them makes the note a fake. */
function signersOf(note, keys) {
  const message = Buffer.from(note.text);
  const signers = [];
  for (const { name, id, signature } of note.signatures) {
    const key = keys.find((each) => each.type === 1 && each.name === name && each.id === id);
    if (key === void 0) continue;
    if (!verifySignature(key, message, signature)) return 'forged';
    signers.push(key);
  }
  return signers;
}
// reader-lines
/**
 * Lines of one of the reader's own files, without the space around them. What editors put before the first line (a byte
 * order mark) and behind each one (CR) belongs to none.
 */
const readerLines = (text) =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.replace(/^[ \t]+|[ \t]+$/g, ''));
// policy
/** Longest policy, in lines. */
const MOST_LINES = 1e3;
/** Reads a policy file. Throws `Malformed` with the number of the line. */
function parsePolicy(text) {
  const policy = createPolicy();
  const lines = readerLines(text);
  if (lines.length > MOST_LINES) throw new Malformed(`a policy of more than ${MOST_LINES} lines`);
  for (const [at, line] of lines.entries()) {
    const words = line.split(/[ \t]+/).filter((word) => word !== '');
    if (words.length === 0 || words[0].startsWith('#')) continue;
    try {
      if (/(?!\t)\p{Cc}/u.test(line)) throw new Malformed('forbidden characters');
      policy.add(words);
    } catch (error) {
      if (error instanceof Malformed) throw new Malformed(`policy, line ${at + 1}: ${error.message}`);
      throw error;
    }
  }
  return {
    ...policy.finish(),
    text,
  };
}
function createPolicy() {
  const logs = [];
  const witnesses = [];
  const named = new Map();
  const members = new Set();
  let quorum;
  let unwitnessed = false;
  const define = (name, reached) => {
    if (name === void 0 || name === 'none') throw new Malformed('a name is missing');
    if (named.has(name)) throw new Malformed('a name is given twice');
    named.set(name, reached);
  };
  const lookUp = (name) => {
    const found = named.get(name);
    if (found === void 0) throw new Malformed('a name that no line above gives');
    return found;
  };
  const fresh = (text, type, others) => {
    const key = parseVerifierKey(text ?? '');
    if (key.type !== type) throw new Malformed('a key of the wrong type');
    if (others.some((other) => other.key.publicKey.equals(key.publicKey))) throw new Malformed('a key is given twice');
    return key;
  };
  const none = (rest) => {
    if (rest.length > 0) throw new Malformed('words too many');
  };
  return {
    add([word, ...words]) {
      switch (word) {
        case 'log': {
          const [key, url, ...rest] = words;
          none(rest);
          logs.push({
            key: fresh(key, 1, logs),
            ...(url === void 0 ? {} : { url }),
          });
          return;
        }
        case 'witness': {
          const [name, text, url, ...rest] = words;
          none(rest);
          const key = fresh(text, 4, witnesses);
          define(name, (cosigners) => cosigners.has(key));
          witnesses.push({
            name,
            key,
            ...(url === void 0 ? {} : { url }),
          });
          return;
        }
        case 'group': {
          const [name, threshold = '', ...of] = words;
          const least = threshold === 'all' ? of.length : threshold === 'any' ? 1 : wholeNumber(threshold);
          if (least < 1 || least > of.length) throw new Malformed('a group that cannot be reached');
          if (of.some((each, at) => members.has(each) || of.indexOf(each) !== at))
            throw new Malformed('a member of two groups');
          const parts = of.map(lookUp);
          for (const each of of) members.add(each);
          define(name, (cosigners) => parts.filter((reached) => reached(cosigners)).length >= least);
          return;
        }
        case 'quorum': {
          const [name = '', ...rest] = words;
          none(rest);
          if (quorum !== void 0) throw new Malformed('a second quorum');
          unwitnessed = name === 'none';
          quorum = unwitnessed ? () => true : lookUp(name);
          return;
        }
        default:
          throw new Malformed('an unknown word');
      }
    },
    finish() {
      if (quorum === void 0) throw new Malformed('a policy without quorum');
      return {
        logs,
        witnesses,
        isQuorum: quorum,
        unwitnessed,
      };
    },
  };
}
function wholeNumber(text) {
  if (!/^[1-9][0-9]{0,2}$/.test(text)) throw new Malformed('not a threshold');
  return Number(text);
}
// verify/verdict
/** Why something cannot be believed. */
const FAILURES = {
  DAMAGED: 'the file was damaged: its bytes are not those that it was made of',
  MALFORMED: 'this is not an evidence file or log of a form that is known',
  OTHER_ORIGIN: 'a note speaks of another log',
  UNKNOWN_KEY: 'no trusted key signed this',
  FORGED_SIGNATURE: 'a signature in the name of a trusted key is not that key’s',
  OUT_OF_EPOCH: 'a key speaks of leaves that are not of its epoch',
  FORK: 'two states of one size differ: the log was shown in two versions',
  INCONSISTENT: 'a later state of the log does not contain the earlier one',
  TRUNCATED: 'the log is shorter than a state of it that was signed',
  MISSING: 'a part of the write-ahead log is not there, nor what was sealed in it',
  NOT_INCLUDED: 'a record is not what the log holds at its place',
  WRONG_DISCLOSURE: 'a disclosed value is not the one that was sealed',
  NO_RECORDS: 'there is no record in it',
};
/** What could not be checked, or is not shown. */
const UNCHECKED = {
  SIGNATURES: 'the log’s signatures: no key of a log was given to trust',
  WITNESSES: 'that others saw the log: too few trusted witnesses co-signed it',
  WITHHELD: 'the content of records that are withheld; only that they are there is proven',
  SEALED: 'the content of sealed fields that are not disclosed',
  UNFINISHED: 'bytes after the last whole record, as a crash leaves them',
  UNPUBLISHED: 'records after the last checkpoint: nobody has signed them yet',
  TIMES:
    'how precise the times of witnesses are: among what they saw there are lines that are no checkpoint, or their times contradict each other',
  COMPLETENESS:
    'that there are no others: records in between or contexts or field sets that they refer to are not shown, or no token is of their month',
};
/** Exit codes of the verifiers: 0 only when everything that is shown is proven and witnessed. */
const EXIT_CODES = {
  VERIFIED: 0,
  'REDACTED-OK': 0,
  FAILED: 1,
  'VERIFIED-UNWITNESSED': 3,
  'NOT-CHECKED': 4,
};
/** Ends a verification: nothing of what was read is to be believed. */
var Failure = class extends Error {
  code;
  at;
  name = 'Failure';
  constructor(code, at) {
    super(at === void 0 ? FAILURES[code] : `${FAILURES[code]} (${at})`);
    this.code = code;
    this.at = at;
  }
};
const failed = ({ code, at }) => ({
  verdict: 'FAILED',
  reason: code,
  ...(at === void 0 ? {} : { at }),
  records: 0,
  withheld: 0,
  disclosed: 0,
  sealed: 0,
  notChecked: [],
});
/** The verdict on what did not fail: the weakest that what is unchecked allows. */
function nameOf(notChecked) {
  const has = (...codes) => codes.some((code) => notChecked.includes(code));
  if (has('SIGNATURES', 'COMPLETENESS', 'UNFINISHED')) return 'NOT-CHECKED';
  if (has('WITNESSES')) return 'VERIFIED-UNWITNESSED';
  return has('WITHHELD', 'SEALED') ? 'REDACTED-OK' : 'VERIFIED';
}
// verify/printable
/** Control, format and unassigned characters, lone surrogates and line separators: what could forge a terminal's text. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;
/** attacker-controlled text as one line that any terminal shows as it is. */
const printable = (text) => text.replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0).toString(16)}}`);
/** A verdict as one line of JSON, in ASCII but for letters. */
const verdictAsJson = (verdict) =>
  JSON.stringify(verdict).replace(UNPRINTABLE, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
/** A verdict for people; the first line says all that a script needs. */
function verdictAsText(verdict) {
  const lines = [heading(verdict)];
  const { reason, at, origin, records, withheld, disclosed, sealed, notChecked, witnessed, complete, breaks } = verdict;
  if (reason !== void 0) lines.push(`  ${FAILURES[reason]}${at === void 0 ? '' : `: ${printable(at)}`}`);
  else {
    lines.push(`  Log: ${printable(origin ?? '')}`);
    const isSigned = !notChecked.includes('SIGNATURES');
    lines.push(
      isSigned
        ? `  Records: ${records} shown and proven, ${withheld} withheld but proven to be there.`
        : `  Records: ${records} shown, ${withheld} withheld, of a log that nobody trusted signed.`,
      `  Sealed fields: ${disclosed} disclosed${isSigned ? ' and proven' : ''}, ${sealed} not shown.`,
    );
    for (const one of breaks ?? []) lines.push(`  ${brokenOff(one)}`);
    if (witnessed !== void 0) lines.push(`  ${recordedWhen(witnessed)}`);
    if (complete !== void 0) {
      const { from, to, months, records: found } = complete;
      const span = `of ${months.join(', ')} between leaf ${from} and leaf ${to}`;
      const these = `${isSigned ? 'These' : 'Unsigned as it is, these'} ${found.length} records and no others`;
      lines.push(`  ${these} ${span} name the subject by the tokens given.`);
      if (found.length > 0) lines.push(`  They are: ${listed(found)}`);
    }
  }
  for (const code of notChecked) lines.push(`  Not checked: ${UNCHECKED[code]}.`);
  return `${lines.join('\n')}\n`;
}
/** `VERIFIED`, `FAILED(reason)`, `NOT-CHECKED(list)`. */
function heading({ verdict, reason, notChecked }) {
  if (verdict === 'FAILED') return `FAILED(${reason})`;
  return verdict === 'NOT-CHECKED' ? `NOT-CHECKED(${notChecked.join(', ')})` : verdict;
}
/** What was published did not change: only what stands beside the tree is lost. */
const brokenOff = ({ index, found, published }) =>
  `Record ${index} says: the log was broken off. Records ${found} to ${published - 1} stand as they were published; what was sealed for them is lost.`;
function recordedWhen({ after, before, by }) {
  const names = by.map(printable).join(', ');
  if (after === void 0) return `Recorded before ${utc(before)} according to ${names}.`;
  return `Recorded between ${utc(after)} and ${utc(before)} according to ${names}: shown the log without them at the first time, and with them at the second.`;
}
/** The last second of the year 9999. */
const LAST_SECOND = 253402300799;
/** A time beyond what all calendars know is shown as its seconds. */
const utc = (seconds) =>
  seconds > LAST_SECOND ? `second ${seconds}` : new Date(seconds * 1e3).toISOString().replace('.000Z', 'Z');
const MOST_LISTED = 100;
const listed = (indexes) =>
  indexes.length > MOST_LISTED ? `${indexes.slice(0, MOST_LISTED).join(', ')}, …` : indexes.join(', ');
// verify/tokens
/** 16 bytes, base64url: characters that canonical JSON never escapes, so that a search of bytes finds every one. */
const LINE = /^(?:([0-9]{4}-[0-9]{2})[ \t]+)?([A-Za-z0-9_-]{22})$/;
const MOST_TOKENS = 1e3;
/** Reads tokens, one a line, with the month that each is of before it (`2026-03 <token>`). Throws `Malformed`. */
function parseTokens(text) {
  const lines = readerLines(text).filter((line) => line !== '' && !line.startsWith('#'));
  const read = lines.map((line) => LINE.exec(line)).filter((found) => found !== null);
  if (read.length === 0 || read.length > MOST_TOKENS || read.length < lines.length)
    throw new Malformed('not the tokens of a subject: one a line, 22 characters each');
  const tokens = read.map(([, , token]) => token);
  const months = new Set(read.flatMap(([, month]) => month ?? []));
  const quoted = tokens.map((token) => Buffer.from(`"${token}"`));
  return {
    tokens,
    months,
    isIn: (entry) => quoted.some((token) => entry.includes(token)),
  };
}
// verify/trust
/** Trust in keys. Without policy, one witness among them is enough; with `quorum none` no number of them is. */
function trustIn(keys, policy) {
  const logs = policy?.logs.map(({ key }) => key) ?? [];
  const witnesses = policy?.witnesses.map(({ key }) => key) ?? keys.filter(({ type }) => type === 4);
  return {
    keys: [...keys.filter(({ type }) => type === 1), ...logs],
    witnesses,
    isQuorum: (cosigners) =>
      policy === void 0 ? cosigners.size > 0 : !policy.unwitnessed && policy.isQuorum(cosigners),
  };
}
/** The public keys of a file. Throws `Malformed`. */
const parseKeys = (file) =>
  readerLines(file)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line, at) => readKey(line, at));
function readKey(line, at) {
  try {
    return parseVerifierKey(line);
  } catch (error) {
    if (error instanceof Malformed) throw new Malformed(`trusted key ${at + 1}: ${error.message}`);
    throw error;
  }
}
// canonical
/** Arrays and objects within each other; keeps a hostile entry from exhausting the stack. */
const DEEPEST = 32;
/**
 * Canonical JSON (RFC 8785) of strings, booleans, safe integers, arrays and objects: keys sorted by UTF-16 code units,
 * no white space. Throws a `TypeError` on anything else.
 */
const canonicalJson = (value) => write(value, DEEPEST);
/** The value whose one canonical form these bytes are. Throws `Malformed` on any other bytes, so on repeated keys. */
function parseCanonical(bytes, deepest = DEEPEST) {
  const text = fromUtf8(bytes);
  try {
    const value = JSON.parse(text);
    if (isCanonical(text, value, deepest)) return value;
  } catch {}
  throw new Malformed('not canonical JSON');
}
/** Whether a text is the one canonical form of the value that was parsed from it. Throws where that has none. */
const isCanonical = (text, value, deepest = DEEPEST) =>
  (!text.includes('\\') && isOrdered(value, deepest) && JSON.stringify(value) === text) ||
  write(value, deepest) === text;
function isOrdered(value, room) {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  if (room === 0) return false;
  if (isList(value)) return value.every((each) => isOrdered(each, room - 1));
  let last = '';
  for (const key of Object.keys(value)) {
    if (key < last || !isOrdered(value[key], room - 1)) return false;
    last = key;
  }
  return true;
}
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
function write(value, room) {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new TypeError('a lone surrogate has no canonical form');
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new TypeError('only safe integers are recorded');
      return String(value);
    case 'object':
      if (value === null) return 'null';
      if (room === 0) throw new TypeError('nested too deep');
      return isList(value) ? writeArray(value, room - 1) : writeObject(value, room - 1);
    default:
      throw new TypeError(`a ${typeof value} cannot be recorded`);
  }
}
const writeArray = (list, room) => `[${list.map((each) => write(each, room)).join(',')}]`;
function writeObject(object, room) {
  let text = '';
  for (const key of Object.keys(object).toSorted())
    text += `${text === '' ? '' : ','}${write(key, room)}:${write(object[key], room)}`;
  return `{${text}}`;
}
const isList = (value) => Array.isArray(value);
/**
 * What stands in a record in place of a sealed value: HMAC-SHA-256(blind, "audit/v1" ‖ 0 ‖ path ‖ 0 ‖ canonical value).
 * Whoever is shown (path, value, blind) computes it again; whoever is not learns nothing. 32 bytes.
 */
function commitment(path, value, blind) {
  if (blind.length !== 32) throw new TypeError(`a blind has 32 bytes`);
  if (path.includes('\0')) throw new TypeError('a path holds no NUL');
  return createHmac('sha256', createSecretKey(blind))
    .update(`audit/v1\0${path}\0${canonicalJson(value)}`)
    .digest();
}
/** How many fields of a record are sealed. */
const sealedFields = ({ sealed }) => (isObject(sealed) ? Object.keys(sealed).length : 0);
// evidence/container
/** Name of the evidence file in its container. */
const EVIDENCE_FILE = 'evidence.jsonl';
const BLOCK = 512;
const NAME_BYTES = 100;
const SIZE_AT = 124;
const SIZE_BYTES = 12;
const CHECKSUM_AT = 148;
/** More files than any container has. */
const MOST_FILES = 16;
/** Files in one file that every `tar` opens (POSIX ustar), always the same bytes for the same files. */
function encodeContainer(files) {
  const pieces = [];
  for (const [name, bytes] of files)
    pieces.push(header(name, bytes.length), bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK));
  return Buffer.concat([...pieces, Buffer.alloc(2 * BLOCK)]);
}
/** The files of a container. Throws `Malformed` unless every byte is as `encodeContainer` writes it. */
function decodeContainer(container) {
  const files = new Map();
  let at = 0;
  while (at + BLOCK <= container.length && container[at] !== 0 && files.size < MOST_FILES) {
    const name = container.toString('latin1', at, at + NAME_BYTES).replace(/\0.*$/s, '');
    const octal = container.toString('latin1', at + SIZE_AT, at + SIZE_AT + SIZE_BYTES - 1);
    if (!/^[0-7]{11}$/.test(octal) || files.has(name)) throw new Malformed('not a container');
    const size = Number.parseInt(octal, 8);
    files.set(name, container.subarray(at + BLOCK, at + BLOCK + size));
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  if (!files.has('evidence.jsonl') || !encodeContainer(files).equals(container)) throw new Malformed('not a container');
  return files;
}
function header(name, size) {
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
// entry
/** Longest entry, in bytes; what is longer is split into several records, never truncated. */
const LONGEST_ENTRY = 6e4;
/** The record that these bytes are. Throws `Malformed` unless they are the canonical form of an object. */
function decodeEntry(bytes) {
  if (bytes.length > 6e4) throw new Malformed('longer than an entry may be');
  const record = parseCanonical(bytes);
  if (!isObject(record)) throw new Malformed('not an object');
  return record;
}
// evidence/lines
/** Longest line, in bytes. */
const LONGEST_LINE = 1048576;
/** A line holds a record, which may be nested as deep as an entry. */
const DEEPEST_LINE = 33;
const LONGEST_PROOF = 63;
const BLIND = 32;
const LINE_END = 10;
/** What is wrong with an evidence file, and in which line; 0 is the file as a whole. */
var BadLine = class extends Malformed {
  line;
  damaged;
  constructor(line, message, damaged = false) {
    super(message);
    this.line = line;
    this.damaged = damaged;
  }
};
/** Reads an evidence file line by line. Throws `BadLine`. */
function decodeLines(file) {
  const lines = [];
  for (let start = 0; ;) {
    const number = lines.length + 1;
    const length = file.subarray(start, start + LONGEST_LINE + 1).indexOf(LINE_END);
    if (length < 0) throw new BadLine(number, start === file.length ? 'the end is missing' : 'too long or unfinished');
    const bytes = file.subarray(start, start + length);
    const object = inLine(number, () => readObject(bytes));
    if (object['kind'] === 'end') {
      const said = inLine(number, () => (shape(object, ['kind', 'sha256']), text(object['sha256'])));
      if (start + length + 1 !== file.length) throw new BadLine(number, 'something follows the end');
      if (said !== digest(file.subarray(0, start))) throw new BadLine(0, 'damaged', true);
      return lines;
    }
    lines.push(inLine(number, () => readLine(object)));
    start += length + 1;
  }
}
function inLine(line, read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) throw new BadLine(line, error.message);
    throw error;
  }
}
function readObject(bytes) {
  const value = parseCanonical(bytes, DEEPEST_LINE);
  if (!isObject(value)) throw new Malformed('not an object');
  return value;
}
function readLine(object) {
  const { kind } = object;
  switch (kind) {
    case 'evidence':
      shape(object, ['files', 'kind', 'origin', 'question', 'version']);
      if (object['version'] !== 1) throw new Malformed('another version');
      return {
        kind,
        version: 1,
        origin: text(object['origin']),
        question: objectOf(object['question']),
        files: objectOf(object['files']),
      };
    case 'certificate':
    case 'handover':
    case 'checkpoint':
      shape(object, ['kind', 'note']);
      return {
        kind,
        note: text(object['note']),
      };
    case 'consistency':
      shape(object, ['from', 'kind', 'proof', 'to']);
      return {
        kind,
        from: count(object['from']),
        to: count(object['to']),
        proof: hashes(object['proof']),
      };
    case 'record': {
      shape(object, ['index', 'kind', 'proof', 'record', 'size']);
      const record = decodeEntry(Buffer.from(canonicalJson(objectOf(object['record']))));
      return {
        kind,
        ...placed(object),
        record,
      };
    }
    case 'withheld':
      shape(object, ['index', 'kind', 'leaf', 'proof', 'size']);
      return {
        kind,
        ...placed(object),
        leaf: fromBase64(text(object['leaf']), 32),
      };
    case 'disclosure':
      shape(object, ['blind', 'index', 'kind', 'path', 'value']);
      return {
        kind,
        index: count(object['index']),
        path: text(object['path']),
        value: object['value'],
        blind: fromBase64(text(object['blind']), BLIND),
      };
    case 'policy':
      shape(object, ['kind', 'text']);
      return {
        kind,
        text: text(object['text']),
      };
    default:
      throw new Malformed('a line of an unknown kind');
  }
}
const placed = (object) => ({
  index: count(object['index']),
  size: count(object['size']),
  proof: hashes(object['proof']),
});
function shape(object, keys) {
  if (Object.keys(object).length !== keys.length || !keys.every((key) => Object.hasOwn(object, key)))
    throw new Malformed(`not the keys ${keys.join(', ')}`);
}
function text(value) {
  if (typeof value !== 'string') throw new Malformed('not a text');
  return value;
}
function count(value) {
  if (typeof value !== 'number' || value < 0) throw new Malformed('not a count');
  return value;
}
function objectOf(value) {
  if (!isObject(value)) throw new Malformed('not an object');
  return value;
}
function hashes(value) {
  if (!Array.isArray(value) || value.length > LONGEST_PROOF) throw new Malformed('not a proof');
  return value.map((each) => fromBase64(text(each), 32));
}
const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');
// proof
/** Hashes from the leaf's sibling up that show leaf `index` in the tree of `size` leaves (RFC 6962, § 2.1.1). */
function proveInclusion(index, size, node) {
  if (!isIndex(index, size)) throw new RangeError(`a tree of ${size} leaves has no leaf ${index}`);
  const proof = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + leftSize(end - start);
    if (index < middle) {
      proof.push(rangeHash(middle, end, node));
      end = middle;
    } else {
      proof.push(rangeHash(start, middle, node));
      start = middle;
    }
  }
  return proof.toReversed();
}
/** Whether the proof shows this leaf at this index under this root (RFC 9162, § 2.1.3.2). Takes hostile arguments. */
function verifyInclusion(leaf, index, size, proof, root) {
  if (!isIndex(index, size) || !areHashes([leaf, root, ...proof])) return false;
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else hash = nodeHash(hash, sibling);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && same(hash, root);
}
/** Whether the proof shows one tree as the beginning of the other (RFC 9162, § 2.1.4.2). Takes hostile arguments. */
function verifyConsistency(from, to, proof, fromRoot, toRoot) {
  if (!isBeginning(from, to) || !areHashes([fromRoot, toRoot, ...proof])) return false;
  if (from === to) return proof.length === 0 && same(fromRoot, toRoot);
  if (from === 0) return proof.length === 0 && same(fromRoot, EMPTY_ROOT);
  let at = from - 1;
  let last = to - 1;
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  const [first, ...rest] = at === 0 ? [fromRoot, ...proof] : proof;
  if (first === void 0) return false;
  let oldHash = first;
  let newHash = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else newHash = nodeHash(newHash, sibling);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && same(oldHash, fromRoot) && same(newHash, toRoot);
}
const isIndex = (index, size) => isBeginning(index, size) && index < size;
const isBeginning = (from, to) => Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from <= to;
const areHashes = (values) => values.every(({ length }) => length === 32);
const same = (a, b) => Buffer.compare(a, b) === 0;
// checkpoint
/** Reads exactly three lines: extension lines, which nobody could check, are refused. */
function parseCheckpoint(text) {
  const [origin = '', size = '', root = '', end, ...rest] = text.split('\n');
  if (origin === '' || end !== '' || rest.length > 0) throw new Malformed('not the three lines of a checkpoint');
  return {
    origin,
    size: fromDecimal(size),
    root: fromBase64(root, 32),
  };
}
// cosignature
const TIME_BYTES = 8;
/** Which of these witnesses co-signed the checkpoint; a bad signature in the name of one of them makes it a fake. */
function cosignaturesOf({ text, signatures }, witnesses) {
  const found = new Map();
  for (const { name, id, signature } of signatures) {
    const witness = witnesses.find((each) => each.type === 4 && each.name === name && each.id === id);
    if (witness === void 0) continue;
    if (signature.length < TIME_BYTES) return 'forged';
    const time = Number(signature.readBigUInt64BE(0));
    if (!Number.isSafeInteger(time)) return 'forged';
    if (!verifySignature(witness, message(text, time), signature.subarray(TIME_BYTES))) return 'forged';
    found.set(witness, {
      witness,
      time: Math.max(time, found.get(witness)?.time ?? 0),
    });
  }
  return [...found.values()];
}
const message = (text, time) => Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
// epoch
/** A root speaks for one log only, and its name says for which. */
const rootName = (origin) => `${origin}/root`;
const CERTIFICATE = 'audit-epoch-certificate/v1';
const HANDOVER = 'audit-epoch-handover/v1';
function parseCertificate(text) {
  const [origin, epoch, key] = linesOf(text, CERTIFICATE, 3);
  const certified = parseVerifierKey(key);
  if (certified.type !== 1 || certified.name !== origin) throw new Malformed('a certificate of a key of another name');
  return {
    origin,
    epoch: fromDecimal(epoch),
    key: certified,
  };
}
function parseHandover(text) {
  const [origin, epoch, first, root] = linesOf(text, HANDOVER, 4);
  return {
    origin,
    epoch: fromDecimal(epoch),
    first: fromDecimal(first),
    root: fromBase64(root, 32),
  };
}
function linesOf(text, kind, count) {
  const [head, ...lines] = text.split('\n');
  if (head !== kind || lines.pop() !== '' || lines.length !== count || lines.includes(''))
    throw new Malformed(`not a note of the kind ${kind}`);
  return lines;
}
// verify/heads
/** The states of the log that trusted keys signed; throws `Failure` at the first note that is not good. */
function readHeads({ origin, certificates, handovers, checkpoints, place: named }, trust) {
  const epochs = readEpochs(origin, certificates, handovers, trust);
  const heads = [...epochs.heads];
  let last = -1;
  for (const [at, text] of checkpoints.entries()) {
    const place = named ?? `checkpoint ${at + 1}`;
    const { note, content } = read(text, parseCheckpoint, origin, place);
    if (content.size <= last) throw new Failure('MALFORMED', place);
    last = content.size;
    const from = epochs.firstOf(note, content.size, place);
    const cosignatures = cosignaturesOf(note, trust.witnesses);
    if (cosignatures === 'forged') throw new Failure('FORGED_SIGNATURE', place);
    heads.push({
      size: content.size,
      root: content.root,
      from,
      cosignatures,
    });
  }
  const all = merged(heads);
  return {
    heads: all.filter(({ size }) => size <= last),
    ahead: all.filter(({ size }) => size > last),
  };
}
function readEpochs(origin, certificates, handovers, trust) {
  const epochs = new Map();
  const roots = trust.keys.filter(({ name }) => name === rootName(origin));
  let last = -1;
  for (const [at, text] of certificates.entries()) {
    const place = `certificate ${at + 1}`;
    const { note, content } = read(text, parseCertificate, origin, place);
    if (content.epoch <= last) throw new Failure('MALFORMED', place);
    last = content.epoch;
    if (isChecked(trust)) requireSigner(note, roots, place);
    epochs.set(content.epoch, content);
  }
  /** Where epochs begin: nothing is believed of a key that nobody handed over to. */
  const firsts = new Map();
  const heads = [];
  const certified = [...epochs.values()];
  last = -1;
  let [lastFirst, earlier] = [0, 0];
  for (const [at, text] of handovers.entries()) {
    const place = `handover ${at + 1}`;
    const { note, content } = read(text, parseHandover, origin, place);
    const { epoch, first, root } = content;
    if (epoch <= last || first < lastFirst) throw new Failure('MALFORMED', place);
    [last, lastFirst] = [epoch, first];
    while ((certified[earlier]?.epoch ?? Infinity) < epoch) earlier += 1;
    const ending = certified[earlier - 1];
    const givers = first === 0 ? roots : ending === void 0 ? [] : [ending.key];
    if (isChecked(trust)) requireSigner(note, givers, place);
    heads.push({
      size: first,
      root,
      from: (ending && firsts.get(ending.epoch)) ?? first,
      cosignatures: [],
    });
    firsts.set(epoch, first);
  }
  const endOf = (epoch) => [...firsts].find(([later]) => later > epoch)?.[1] ?? Infinity;
  /** From which leaf on whoever signed this checkpoint may speak. */
  const firstOf = (note, size, place) => {
    if (!isChecked(trust)) return 0;
    const trusted = trust.keys.filter(({ name }) => name === origin);
    const signers = requireSigner(note, [...trusted, ...certified.map(({ key }) => key)], place);
    if (signers.some((signer) => trusted.includes(signer))) return 0;
    const spoken = certified
      .filter(({ key }) => signers.includes(key))
      .map(({ epoch }) => ({
        first: firsts.get(epoch),
        end: endOf(epoch),
      }))
      .flatMap(({ first, end }) => (first !== void 0 && first <= size && size <= end ? [first] : []));
    if (spoken.length === 0) throw new Failure('OUT_OF_EPOCH', place);
    return Math.min(...spoken);
  };
  return {
    heads,
    firstOf,
  };
}
const isChecked = ({ keys }) => keys.length > 0;
function requireSigner(note, keys, place) {
  const signers = signersOf(note, keys);
  if (signers === 'forged') throw new Failure('FORGED_SIGNATURE', place);
  if (signers.length === 0) throw new Failure('UNKNOWN_KEY', place);
  return signers;
}
function read(text, parse, origin, place) {
  try {
    const note = parseNote(text);
    const content = parse(note.text);
    if (content.origin !== origin) throw new Failure('OTHER_ORIGIN', place);
    return {
      note,
      content,
    };
  } catch (error) {
    if (error instanceof Malformed) throw new Failure('MALFORMED', place);
    throw error;
  }
}
/** One head a size, smallest first. Two of one size with different roots are two versions of the log. */
function merged(heads) {
  const bySize = new Map();
  for (const head of heads) {
    const other = bySize.get(head.size);
    if (other !== void 0 && !other.root.equals(head.root)) throw new Failure('FORK', `size ${head.size}`);
    bySize.set(head.size, {
      ...head,
      from: Math.min(head.from, other?.from ?? head.from),
      cosignatures: [...(other?.cosignatures ?? []), ...head.cosignatures],
    });
  }
  return [...bySize.values()].toSorted((a, b) => a.size - b.size);
}
// verify/references
/** Index of what says in which context a record was made; of a token that is defined, in which it was brought. */
function contextIn(record) {
  const holder = record['type'] === 'define' ? record['token'] : record;
  const context = isObject(holder) ? holder['context'] : void 0;
  return typeof context === 'number' ? context : void 0;
}
/** Indexes of the field sets that a record says of what became of them. */
function fieldsetsIn({ access }) {
  if (!Array.isArray(access)) return [];
  return access.flatMap((row) => {
    const fieldset = isObject(row) ? row['fieldset'] : void 0;
    return typeof fieldset === 'number' ? [fieldset] : [];
  });
}
/** Indexes of all definitions that a record refers to. */
function referencesIn(record) {
  const context = contextIn(record);
  const { operation } = record;
  return [
    ...(context === void 0 ? [] : [context]),
    ...(typeof operation === 'number' ? [operation] : []),
    ...fieldsetsIn(record),
  ];
}
// verify/subject-search
/**
 * Searches records for a subject: its token stands in them or, where it is an account, an end user or a case, in the
 * context that they refer to. Nothing is claimed of months whose token is not known, nor where what was found
 * refers to a field set that is not shown.
 */
function createSubjectSearch(tokens) {
  /** Whether a context, or the one that a token was brought in, names the subject: of months whose token is known. */
  const contexts = new Map();
  const fieldsets = new Set();
  /** Field sets that must be among them: those of what was found, and of the parts in front of it. */
  const needed = new Set();
  const ofParts = new Map();
  const months = new Set();
  const records = [];
  let from;
  let to = -1;
  let isKnown = true;
  const learn = (index, record, bytes) => {
    const reference = contextIn(record);
    const inContext = reference === void 0 ? false : contexts.get(reference);
    const names = inContext === true || tokens.isIn(bytes) ? true : inContext;
    if (record['type'] === 'define' && isObject(record['fieldset'])) fieldsets.add(index);
    if (record['type'] === 'define' && tokens.months.has(monthOf(record))) {
      if (isObject(record['context'])) contexts.set(index, names === true);
      else if (reference !== void 0 && inContext !== void 0) contexts.set(index, inContext);
    }
    return names;
  };
  return {
    learn,
    take(index, record, bytes) {
      const names = learn(index, record, bytes);
      const month = monthOf(record);
      const own = [...(ofParts.get(index) ?? []), ...fieldsetsIn(record)];
      ofParts.delete(index);
      const { outcome } = record;
      if (typeof outcome === 'number') {
        const others = ofParts.get(outcome);
        if (others === void 0) ofParts.set(outcome, own);
        else for (const at of own) others.push(at);
      }
      if (tokens.months.has(month)) {
        from ??= index;
        to = index;
        months.add(month);
        if (names === void 0) isKnown = false;
        else if (names) {
          records.push(index);
          for (const at of own) needed.add(at);
        }
      }
      return names === true;
    },
    complete() {
      const isShown = [...needed].every((at) => fieldsets.has(at));
      if (from === void 0 || !isKnown || !isShown) return void 0;
      return {
        from,
        to,
        months: [...months].toSorted(),
        records,
      };
    },
  };
}
const monthOf = ({ at }) => (typeof at === 'string' ? at.slice(0, 7) : '');
// verify/witnessed
/**
 * When a leaf came to be, as a quorum of witnesses saw it: after they saw the log without it, before they saw it with
 * it. Undefined when no quorum saw it. Every head, smallest first, must be shown to follow from the one before.
 */
function createWitnessedAt(heads, trust) {
  const seen = heads.filter((head) => isSeen(head, trust));
  return (index) => {
    let [low, high] = [0, seen.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (seen[middle].size <= index) low = middle + 1;
      else high = middle;
    }
    const [without, withIt] = [seen[low - 1], seen[low]];
    if (withIt === void 0) return void 0;
    const before = quorumTime(byTime(withIt), trust);
    const after = without && lastSeen(without, withIt, before, trust);
    const isContradicted = without !== void 0 && after === void 0;
    const cosignatures = [...(after === void 0 ? [] : without.cosignatures), ...withIt.cosignatures];
    return {
      ...(after === void 0 ? {} : { after }),
      before,
      by: [...new Set(cosignatures.map(({ witness }) => witness.name))].toSorted(),
      isContradicted,
    };
  };
}
/** Whether a quorum of witnesses saw this state. */
const isSeen = ({ cosignatures }, trust) => trust.isQuorum(witnessesOf(cosignatures));
/** When all of several leaves came to be: undefined unless each was witnessed. */
function spanOf(each) {
  const all = each.filter((one) => one !== void 0);
  if (all.length === 0 || all.length < each.length) return void 0;
  const afters = all.flatMap(({ after }) => (after === void 0 ? [] : [after]));
  return {
    ...(afters.length < all.length ? {} : { after: afters.reduce((a, b) => Math.min(a, b)) }),
    before: all.reduce((latest, { before }) => Math.max(latest, before), 0),
    by: [...new Set(all.flatMap(({ by }) => by))].toSorted(),
  };
}
const byTime = ({ cosignatures }) => cosignatures.toSorted((a, b) => a.time - b.time);
/**
 * When a quorum last saw the log without a leaf, no later than another saw it with it; undefined where the clocks
 * contradict each other. A witness that was merely asked late, or was slow, may have seen less of it after others saw
 * more: a quorum that was there in time is believed without it. None may by its own clock have seen more before less.
 */
function lastSeen(without, withIt, before, trust) {
  const latestFirst = byTime(without).toReversed();
  const last = quorumTime(latestFirst, trust);
  if (last <= before) return last;
  const late = latestFirst.filter(({ time }) => time > before);
  const isSetBack = late.some(({ witness, time }) =>
    withIt.cosignatures.some((other) => other.witness === witness && other.time < time),
  );
  const inTime = latestFirst.slice(late.length);
  return !isSetBack && trust.isQuorum(witnessesOf(inTime)) ? quorumTime(inTime, trust) : void 0;
}
/** The time at which, one after the other, a quorum is reached. */
function quorumTime(cosignatures, trust) {
  const so = new Set();
  return cosignatures.find(({ witness }) => trust.isQuorum(so.add(witness))).time;
}
const witnessesOf = (cosignatures) => new Set(cosignatures.map(({ witness }) => witness));
// verify/verify-evidence
/**
 * Verifies an evidence file, or the container that it lies in, against trust that comes from elsewhere. Never throws:
 * the file is a stranger's. Pure: no file, clock or network.
 */
function verifyEvidence(file, trust, tokens) {
  try {
    return verify$2(readEvidence(file), trust, tokens);
  } catch (error) {
    if (error instanceof Failure)
      return {
        verdict: failed(error),
        leaves: [],
        question: {},
      };
    throw error;
  }
}
function verify$2(lines, trust, tokens) {
  const { origin, question } = ofKind(lines, 'evidence')[0];
  const notes = (kind) => ofKind(lines, kind).map(({ note }) => note);
  const { heads: shown, ahead } = readHeads(
    {
      origin,
      certificates: notes('certificate'),
      handovers: notes('handover'),
      checkpoints: notes('checkpoint'),
    },
    trust,
  );
  const steps = ofKind(lines, 'consistency');
  const heads = [...shown, ...ahead].slice(0, Math.max(shown.length, steps.length + 1));
  checkOneHistory(heads, steps);
  const placed = lines.filter((line) => line.kind === 'record' || line.kind === 'withheld');
  checkPlaces(placed, heads);
  const disclosed = readDisclosures(placed, ofKind(lines, 'disclosure'));
  const leaves = placed.map((leaf) => {
    const { index } = leaf;
    if (leaf.kind === 'withheld')
      return {
        kind: 'withheld',
        index,
      };
    return {
      kind: 'record',
      index,
      record: leaf.record,
      disclosed: disclosed.get(index) ?? new Map(),
    };
  });
  const complete = tokens && completeness(leaves, tokens);
  const seen = leaves.map(({ index }) => index).map(createWitnessedAt(heads, trust));
  const witnessed = spanOf(seen);
  const withheld = leaves.filter(({ kind }) => kind === 'withheld').length;
  const opened = [...disclosed.values()].reduce((sum, { size }) => sum + size, 0);
  const sealed =
    leaves.reduce((sum, leaf) => sum + (leaf.kind === 'record' ? sealedFields(leaf.record) : 0), 0) - opened;
  const notChecked = [
    ...(trust.keys.length === 0 ? ['SIGNATURES'] : []),
    ...(witnessed === void 0 ? ['WITNESSES'] : []),
    ...(withheld > 0 ? ['WITHHELD'] : []),
    ...(sealed > 0 ? ['SEALED'] : []),
    ...(seen.some((one) => one?.isContradicted) ? ['TIMES'] : []),
    ...(tokens !== void 0 && complete === void 0 ? ['COMPLETENESS'] : []),
  ];
  return {
    verdict: {
      verdict: nameOf(notChecked),
      origin,
      records: leaves.length - withheld,
      withheld,
      disclosed: opened,
      sealed,
      notChecked,
      ...(witnessed === void 0 ? {} : { witnessed }),
      ...(complete === void 0 ? {} : { complete }),
    },
    leaves,
    question,
  };
}
/** Where each kind of line stands; several lines of one kind stand together. */
const ORDER = [
  ['evidence'],
  ['certificate'],
  ['handover'],
  ['checkpoint'],
  ['consistency'],
  ['record', 'withheld'],
  ['disclosure'],
  ['policy'],
];
function readEvidence(file) {
  try {
    const files = file[0] === '{'.charCodeAt(0) ? void 0 : decodeContainer(file);
    const lines = decodeLines(files?.get('evidence.jsonl') ?? file);
    const ranks = lines.map(({ kind }) => ORDER.findIndex((kinds) => kinds.includes(kind)));
    for (const [at, rank] of ranks.entries()) {
      const before = at === 0 ? -1 : ranks[at - 1];
      const alone = rank === 0 || rank === ORDER.length - 1;
      if (rank < before || (alone && rank === before) || (at === 0) !== (rank === 0))
        throw new BadLine(at + 1, 'out of order');
    }
    if (lines.length === 0) throw new BadLine(1, 'nothing but an end');
    if (files !== void 0) checkFiles(files, ofKind(lines, 'evidence')[0]);
    return lines;
  } catch (error) {
    if (error instanceof BadLine) throw new Failure(error.damaged ? 'DAMAGED' : 'MALFORMED', `line ${error.line}`);
    if (error instanceof Malformed) throw new Failure('MALFORMED', 'container');
    throw error;
  }
}
/** What lies beside the evidence is what its first line says, nothing more and nothing less. */
function checkFiles(files, { files: named }) {
  const found = [...files].filter(([name]) => name !== EVIDENCE_FILE);
  if (
    !found.every(([name, bytes]) => named[name] === createHash('sha256').update(bytes).digest('hex')) ||
    found.length !== Object.keys(named).length
  )
    throw new Failure('DAMAGED', 'container');
}
/** Each head is the beginning of the next: one proof for each step, and none besides. */
function checkOneHistory(heads, proofs) {
  for (let at = 0; at < Math.max(heads.length - 1, proofs.length); at += 1) {
    const [old, next, step] = [heads[at], heads[at + 1], proofs[at]];
    if (!(
      old !== void 0 &&
      next !== void 0 &&
      step?.from === old.size &&
      step.to === next.size &&
      verifyConsistency(old.size, next.size, step.proof, old.root, next.root)
    ))
      throw new Failure('INCONSISTENT', `consistency ${at + 1}`);
  }
}
function checkPlaces(leaves, heads) {
  if (leaves.length === 0) throw new Failure('NO_RECORDS');
  const bySize = new Map(heads.map((head) => [head.size, head]));
  let last = -1;
  for (const leaf of leaves) {
    const { index, size, proof } = leaf;
    const place = `record ${index}`;
    if (index <= last) throw new Failure('MALFORMED', place);
    last = index;
    const head = bySize.get(size);
    if (head === void 0) throw new Failure('NOT_INCLUDED', place);
    if (index < head.from) throw new Failure('OUT_OF_EPOCH', place);
    if (
      !verifyInclusion(
        leaf.kind === 'withheld' ? leaf.leaf : leafHash(Buffer.from(canonicalJson(leaf.record))),
        index,
        size,
        proof,
        head.root,
      )
    )
      throw new Failure('NOT_INCLUDED', place);
  }
}
function readDisclosures(leaves, disclosures) {
  const records = new Map(leaves.flatMap((leaf) => (leaf.kind === 'record' ? [[leaf.index, leaf.record]] : [])));
  const opened = new Map();
  for (const [at, { index, path, value, blind }] of disclosures.entries()) {
    const sealed = records.get(index)?.['sealed'];
    const inRecord = opened.get(index) ?? new Map();
    if (!(
      isObject(sealed) &&
      Object.hasOwn(sealed, path) &&
      !path.includes('\0') &&
      !inRecord.has(path) &&
      sealed[path] === commitment(path, value, blind).toString('base64url')
    ))
      throw new Failure('WRONG_DISCLOSURE', `disclosure ${at + 1}`);
    opened.set(index, inRecord.set(path, value));
  }
  return opened;
}
/**
 * Which records name the subject, when all between the first and the last are shown; undefined when some are not.
 * Definitions that they refer to may stand apart, before them.
 */
function completeness(leaves, tokens) {
  const search = createSubjectSearch(tokens);
  const first = leaves.findLastIndex(({ index }, at) => leaves[at - 1]?.index !== index - 1);
  for (const [at, leaf] of leaves.entries()) {
    if (leaf.kind === 'withheld') return void 0;
    const bytes = Buffer.from(canonicalJson(leaf.record));
    if (at >= first) search.take(leaf.index, leaf.record, bytes);
    else if (leaf.record['type'] === 'define') search.learn(leaf.index, leaf.record, bytes);
    else return void 0;
  }
  return search.complete();
}
const ofKind = (lines, kind) => lines.filter((line) => line.kind === kind);
/** Levels of the tree that one tile stands for. */
const TILE_HEIGHT$1 = 8;
/** Where a tile lies under the log's prefix, e.g. `tile/0/x001/234.p/17`. */
const tilePath = ({ level, index, width }) => path(String(level), index, width);
/** Where an entry bundle lies under the log's prefix, e.g. `tile/entries/000`. */
const entriesPath = (index, width) => path('entries', index, width);
function path(level, index, width) {
  const groups = [];
  for (let rest = index; groups.length === 0 || rest > 0; rest = Math.floor(rest / 1e3))
    groups.unshift(`${groups.length === 0 ? '' : 'x'}${String(rest % 1e3).padStart(3, '0')}`);
  return `tile/${level}/${groups.join('/')}${width === 256 ? '' : `.p/${width}`}`;
}
/** The tree of `size` leaves, read from its tiles. Throws `Malformed` on a tile of another length. */
function nodesOfTiles(size, read) {
  return (level, index) => {
    const tileLevel = Math.floor(level / TILE_HEIGHT$1);
    const count = 2 ** (level % TILE_HEIGHT$1);
    const first = index * count;
    const tile = tileAt(size, tileLevel, Math.floor(first / 256));
    const bytes = read(tile);
    if (bytes.length !== tile.width * 32) throw new Malformed(`${tilePath(tile)} has ${bytes.length} bytes`);
    let hashes = Array.from({ length: count }, (_, at) => {
      const from = ((first % 256) + at) * 32;
      return bytes.subarray(from, from + 32);
    });
    while (hashes.length > 1)
      hashes = hashes.flatMap((hash, at) => (at % 2 === 0 ? [nodeHash(hash, hashes[at + 1])] : []));
    return hashes[0];
  };
}
function tileAt(size, level, index) {
  const hashes = Math.floor(size / 256 ** level);
  const width = Math.min(256, hashes - index * 256);
  if (width < 1) throw new RangeError(`a tree of ${size} leaves has no tile ${level}/${index}`);
  return {
    level,
    index,
    width,
  };
}
/** An entry bundle: each entry behind its length, a big-endian uint16. */
function encodeEntries(entries) {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    }),
  );
}
/** The entries of a bundle. Throws `Malformed` when there are not `width` of them, or bytes are over. */
function decodeEntries(bundle, width) {
  const entries = [];
  let at = 0;
  while (at + 2 <= bundle.length && entries.length < width) {
    const end = at + 2 + bundle.readUInt16BE(at);
    if (end > bundle.length) break;
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  if (at !== bundle.length || entries.length !== width) throw new Malformed(`not a bundle of ${width} entries`);
  return entries;
}
// verify/read-entry
/** The record of a leaf that is checked against its tree: what is no record at all is not what the log holds there. */
function readEntry(bytes, index) {
  try {
    return decodeEntry(bytes);
  } catch (error) {
    if (error instanceof Malformed) throw new Failure('NOT_INCLUDED', `record ${index}`);
    throw error;
  }
}
// verify/definitions
/**
 * What was found, and all definitions that it refers to, which are read once more: a log may have millions, and what will
 * refer to one is not known when it is passed. Each is proven again, as the files may have changed since.
 */
function withDefinitions(found, files, size, root) {
  const leaves = new Map(found.map((leaf) => [leaf.index, leaf]));
  const node = nodesOfTiles(size, upperTilesOnce(files));
  let wanted = found;
  while (wanted.length > 0) {
    wanted = [
      ...new Set(
        wanted
          .flatMap((leaf) => (leaf.kind === 'record' ? referencesIn(leaf.record) : []))
          .filter((at) => !leaves.has(at)),
      ),
    ].flatMap((index) => {
      if (!Number.isSafeInteger(index) || index < 0 || index >= size) return [];
      const bundle = Math.floor(index / 256);
      const width = Math.min(256, size - bundle * 256);
      const bytes = files.entries(bundle, width)[index % 256];
      const proof = proveInclusion(index, size, node);
      if (!verifyInclusion(leafHash(bytes), index, size, proof, root))
        throw new Failure('NOT_INCLUDED', `record ${index}`);
      const record = readEntry(bytes, index);
      return record['type'] === 'define'
        ? [
            {
              kind: 'record',
              index,
              record,
              disclosed: new Map(),
            },
          ]
        : [];
    });
    for (const leaf of wanted) leaves.set(leaf.index, leaf);
  }
  return [...leaves.values()].toSorted((a, b) => a.index - b.index);
}
/** Tiles of a log; those above the lowest level, which many proofs share, are read once. */
function upperTilesOnce(files) {
  const read = new Map();
  return (tile) => {
    if (tile.level === 0) return files.tile(tile);
    const path = tilePath(tile);
    const bytes = read.get(path) ?? files.tile(tile);
    read.set(path, bytes);
    return bytes;
  };
}
// verify/kept-checkpoint
/** Throws `Malformed` where it is none. */
function keptCheckpoint(text) {
  const lines = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const note = lines.endsWith('\n') ? lines : `${lines}\n`;
  try {
    return {
      note,
      size: parseCheckpoint(parseNote(note).text).size,
    };
  } catch (error) {
    if (error instanceof Malformed) throw new Malformed(`the kept checkpoint: ${error.message}`);
    throw error;
  }
}
/**
 * The states that it speaks of. A copy that is older than what was kept may lack the certificate of its key: that is not
 * what is wrong with it.
 */
function headsOf({ note, size }, notes, trust, length) {
  try {
    return readHeads(
      {
        ...notes,
        checkpoints: [note],
        place: 'the kept checkpoint',
      },
      trust,
    ).heads;
  } catch (error) {
    if (error instanceof Failure && error.code === 'UNKNOWN_KEY' && size > length)
      throw new Failure('TRUNCATED', `size ${size}`);
    throw error;
  }
}
// verify/regular-file
/** Where nothing waits for who opens it, and nothing leads elsewhere. */
const AS_IT_LIES = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** Hands over a file while it is open; undefined where there is none. Throws `Malformed` on what is no regular file. */
function withFile(path, use) {
  let opened;
  try {
    opened = openSync(path, AS_IT_LIES);
  } catch (error) {
    if (isNone(error)) return void 0;
    if (['ELOOP', 'ENXIO'].includes(codeOf(error))) throw new Malformed('something that is no file');
    throw error;
  }
  try {
    const found = fstatSync(opened);
    if (!found.isFile()) throw new Malformed('something that is no file');
    const { size } = found;
    return use({
      size,
      read(from, length) {
        const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - from)));
        let at = 0;
        for (let got = -1; at < bytes.length && got !== 0; at += got)
          got = readSync(opened, bytes, at, bytes.length - at, from + at);
        return bytes.subarray(0, at);
      },
    });
  } finally {
    closeSync(opened);
  }
}
/** A whole file of so many bytes at most; undefined where there is none. Throws `Malformed` on anything else. */
const readFileUpTo = (path, most) =>
  withFile(path, ({ size, read }) => {
    if (size > most) throw new Malformed(`a file of more than ${most} bytes`);
    return read(0, size);
  });
/** Names in order; none of a folder that is not there, or no longer: a live log's partial tiles come and go. */
function namesIn(folder) {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    if (isNone(error)) return [];
    throw error;
  }
}
const codeOf = (error) => error.code ?? '';
const isNone = (error) => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
// verify/witnessed-notes
/** How much of a day's file is looked at from one place on: many lines, and what came late is not further away. Bytes. */
const WINDOW = 65536;
/**
 * Reads them from days' files: a JSON text a line, of growing sizes but for what a witness answered late. Hints, of
 * which the log itself needs none: a line that a crash tore, alone or before the one that a restart wrote behind it, is
 * passed over, as any other that is no checkpoint.
 */
function openWitnessed(folder) {
  const days = namesIn(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(folder, name));
  const firsts = new Map();
  let passedOver = false;
  /** What stands on the lines of a piece of a day. The halves of lines at its ends are no JSON, so none of them. */
  function* notesIn(day, from, length) {
    const texts = withFile(day, ({ read }) => read(from, length).toString().split('\n')) ?? [];
    for (const [at, text] of texts.entries()) {
      const note = noteOf(text);
      if (note !== null) yield note;
      else if (text !== '' && (at > 0 || from === 0) && at < texts.length - 1) passedOver = true;
    }
  }
  const linesIn = (day, from, length) => [...notesIn(day, from, length)];
  const firstFrom = (day, from) => {
    for (const { size } of notesIn(day, from, WINDOW)) return size;
  };
  const sizeOf = (day) => withFile(day, ({ size }) => size) ?? 0;
  const firstOf = (day) => {
    if (!firsts.has(day)) firsts.set(day, firstFrom(day, 0));
    return firsts.get(day);
  };
  /** Lines of a day around the place where sizes grow beyond an index, and of its neighbours where it has no more. */
  const near = (index) => {
    const at = Math.max(
      0,
      days.findLastIndex((day) => (firstOf(day) ?? Infinity) <= index),
    );
    const day = days[at];
    if (day === void 0) return [];
    const size = sizeOf(day);
    let [low, high] = [0, size];
    while (high - low > WINDOW) {
      const middle = Math.floor((low + high) / 2);
      if ((firstFrom(day, middle) ?? Infinity) <= index) low = middle;
      else high = middle;
    }
    const from = Math.max(0, low - WINDOW);
    const to = Math.min(size, high + WINDOW);
    return [
      ...(from === 0 ? endOf(at - 1) : []),
      ...linesIn(day, from, to - from),
      ...(to === size ? beginningOf(at + 1) : []),
    ];
  };
  /** Lines at the end of a day, or of the last one before it that has any. */
  const endOf = (at) => {
    for (const day of days.slice(0, Math.max(0, at + 1)).toReversed()) {
      const size = sizeOf(day);
      const lines = linesIn(day, Math.max(0, size - WINDOW), WINDOW);
      if (lines.length > 0) return lines;
    }
    return [];
  };
  /** Lines at the beginning of a day, or of the first one after it that has any. */
  const beginningOf = (at) => {
    const day = days.slice(at).find((one) => firstOf(one) !== void 0);
    return day === void 0 ? [] : linesIn(day, 0, WINDOW);
  };
  return {
    around(index) {
      const lines = near(index);
      return {
        without: lines.filter(({ size }) => size <= index).reduce(later, void 0),
        withIt: lines.filter(({ size }) => size > index).reduce(earlier, void 0),
      };
    },
    last: () => endOf(days.length - 1).reduce(later, void 0)?.size,
    get passedOver() {
      return passedOver;
    },
  };
}
/** Notes of the checkpoints between which leaves came to be, in the order of the log, as far as they are `below` a size. */
function notesAround(indexes, witnessed, below) {
  const found = new Map();
  /** Leaves below this one have the same around them as one that was looked for. */
  let until = 0;
  for (const index of indexes) {
    if (index < until) continue;
    const { without, withIt } = witnessed.around(index);
    for (const one of [without, withIt]) if (one !== void 0 && one.size < below) found.set(one.size, one.note);
    until = withIt?.size ?? Infinity;
  }
  return [...found].toSorted(([a], [b]) => a - b).map(([, note]) => note);
}
const later = (a, b) => (a === void 0 || b.size >= a.size ? b : a);
const earlier = (a, b) => (a === void 0 || b.size <= a.size ? b : a);
/** The form of a signed checkpoint; one of many is read, and all are looked at. */
const CHECKPOINT = /^[^\n]+\n(\d{1,15})\n[A-Za-z0-9+/=]{44}\n\n(?:— \S+ \S+\n)+$/;
function noteOf(line) {
  try {
    const note = JSON.parse(line);
    const size = typeof note === 'string' ? CHECKPOINT.exec(note)?.[1] : void 0;
    return size === void 0
      ? null
      : {
          size: Number(size),
          note,
        };
  } catch {
    return null;
  }
}
// verify/log-files
const SEGMENT_NAME = /^(\d{16})\.wal$/;
/** Largest files of each kind that are read: the folder may be a stranger's. Bytes. */
const LARGEST$1 = {
  note: 262144,
  tile: 8192,
  entries: 15360512,
  segment: 1073741824,
};
/** Opens `<data>/audit`, or the published part of a log alone. Throws `Malformed` when there is no checkpoint. */
function openLogFiles(directory) {
  const isWhole = existsSync(join(directory, 'log', 'checkpoint'));
  const published = isWhole ? join(directory, 'log') : directory;
  const checkpoint = readFileUpTo(join(published, 'checkpoint'), LARGEST$1.note)?.toString();
  if (checkpoint === void 0) throw new Malformed('no checkpoint in this folder');
  /** Widths of the partial files that there are of a tile or bundle. */
  const partialsOf = (path) =>
    namesIn(join(published, `${path(256)}.p`))
      .map(Number)
      .filter((width) => width > 0 && width < 256);
  /** attacker-controlled: one at a time, since all together may be more than memory holds. */
  function* replaced(kind, width, path) {
    for (const one of partialsOf(path)) {
      const bytes = one < width ? readFileUpTo(join(published, path(one)), LARGEST$1[kind]) : void 0;
      if (bytes !== void 0)
        yield {
          path: path(one),
          width: one,
          bytes,
        };
    }
  }
  /** A partial file may be gone once a longer one is there, of which it is the beginning: the log goes on being written. */
  const piece = (kind, width, path, part) => {
    for (const actual of [width, ...partialsOf(path).filter((one) => one > width), 256]) {
      const bytes = readFileUpTo(join(published, path(actual)), LARGEST$1[kind]);
      if (bytes !== void 0) return part(bytes, actual);
    }
    throw new Malformed(`${path(width)} is missing`);
  };
  return {
    checkpoint,
    get certificates() {
      return notesIn(join(published, 'epochs'), '.certificate');
    },
    get handovers() {
      return notesIn(join(published, 'epochs'), '.handover');
    },
    witnessed: openWitnessed(join(published, 'witnessed')),
    entries: (index, width) =>
      piece(
        'entries',
        width,
        (actual) => entriesPath(index, actual),
        (bytes, actual) => decodeEntries(bytes, actual).slice(0, width),
      ),
    tile: (tile) =>
      piece(
        'tile',
        tile.width,
        (width) =>
          tilePath({
            ...tile,
            width,
          }),
        (bytes, width) => {
          if (bytes.length !== width * 32) throw new Malformed(`${tilePath(tile)} has ${bytes.length} bytes`);
          return bytes.subarray(0, tile.width * 32);
        },
      ),
    isWhole,
    replacedEntries: (index, width) => replaced('entries', width, (actual) => entriesPath(index, actual)),
    replacedTiles: (tile) =>
      replaced('tile', tile.width, (width) =>
        tilePath({
          ...tile,
          width,
        }),
      ),
    segments: namesIn(join(directory, 'wal')).flatMap((name) => {
      const first = SEGMENT_NAME.exec(name)?.[1];
      const path = join(directory, 'wal', name);
      return first === void 0
        ? []
        : [
            {
              first: Number(first),
              read: () => readWhole(path, LARGEST$1.segment),
            },
          ];
    }),
  };
}
function notesIn(folder, ending) {
  return namesIn(folder)
    .flatMap((name) => {
      const epoch = name.endsWith(ending) ? name.slice(0, -ending.length) : '';
      return /^\d{1,10}$/.test(epoch)
        ? [
            {
              epoch: Number(epoch),
              name,
            },
          ]
        : [];
    })
    .toSorted((a, b) => a.epoch - b.epoch)
    .map(({ name }) => readWhole(join(folder, name), LARGEST$1.note).toString());
}
function readWhole(path, most) {
  const bytes = readFileUpTo(path, most);
  if (bytes === void 0) throw new Malformed(`${basename(path)} is missing`);
  return bytes;
}
// verify/tile-check
/** Levels of the tree that one level of tiles stands for. */
const TILE_HEIGHT = 8;
/** Each partial file that a longer one replaced is the beginning of it. */
function checkReplaced(replaced, beginning) {
  for (const { path, width, bytes } of replaced)
    if (!bytes.equals(beginning(width))) throw new Failure('NOT_INCLUDED', path);
}
/** Compares the tiles above the leaves with the tree, as it grows; keeps one tile a level. */
function createTileCheck(files, size) {
  const open = [];
  const compare = (level, index, hashes) => {
    const tile = {
      level,
      index,
      width: hashes.length,
    };
    if (!files.tile(tile).equals(Buffer.concat(hashes))) throw new Failure('NOT_INCLUDED', tilePath(tile));
    checkReplaced(files.replacedTiles(tile), (width) => Buffer.concat(hashes.slice(0, width)));
  };
  return {
    /** Takes a whole subtree that the tree completed. */
    completed(level, index, hash) {
      if (level === 0 || level % TILE_HEIGHT !== 0) return;
      const at = level / TILE_HEIGHT;
      const hashes = (open[at] ??= []);
      hashes.push(hash);
      if (hashes.length < 256) return;
      compare(at, Math.floor(index / 256), hashes);
      open[at] = [];
    },
    /** Compares what is partial. */
    finish() {
      for (const [level, hashes] of open.entries()) {
        if (hashes === void 0 || hashes.length === 0) continue;
        compare(level, Math.floor(size / 256 ** (level + 1)), hashes);
      }
    },
  };
}
// crc32c
/** CRC-32C (Castagnoli; RFC 3720, § B.4), of several pieces one after the other. Finds accidents, not forgeries. */
function crc32c(...pieces) {
  let crc = -1;
  for (const piece of pieces)
    for (let at = 0; at < piece.length; at += 1) crc = TABLE[(crc ^ piece[at]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}
const REVERSED_POLYNOMIAL = 2197175160;
const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ REVERSED_POLYNOMIAL : crc >>> 1;
  return crc;
});
/** length u32 · type u8 · index u64 · leaf hash 32 · crc32c u32; then the payload. Big-endian. */
const FRAME_BYTES = 49;
/** Of segments whose writes are marked, and of those that older versions began. */
const MAGIC = {
  marked: Buffer.from('AGWAL\0v2'),
  unmarked: Buffer.from('AGWAL\0v1'),
};
const LONGEST_ORIGIN = 255;
/** What a frame holds, and the number that says so. */
const KINDS = {
  leaf: 1,
  sealed: 2,
};
/** Added to the type of the first frame of a write: all that stands before it was on the disk before it was written. */
const BEGINS = 128;
/** Longest payload, in bytes. */
const LONGEST = {
  leaf: LONGEST_ENTRY,
  sealed: 1048576,
};
const AT = {
  first: 8,
  previous: 16,
  epoch: 48,
  originLength: 56,
  origin: 58,
  crc: 508,
};
const FRAME_AT = {
  type: 4,
  index: 5,
  leaf: 13,
  crc: 45,
};
function encodeHeader({ origin, first, previous, epoch, marked }) {
  const name = Buffer.from(origin);
  if (name.length === 0 || name.length > LONGEST_ORIGIN) throw new TypeError('an origin has 1 to 255 bytes');
  const header = Buffer.alloc(512);
  MAGIC[marked ? 'marked' : 'unmarked'].copy(header);
  header.writeBigUInt64BE(BigInt(first), AT.first);
  previous.copy(header, AT.previous, 0, 32);
  header.writeBigUInt64BE(BigInt(epoch), AT.epoch);
  header.writeUInt16BE(name.length, AT.originLength);
  name.copy(header, AT.origin);
  header.writeUInt32BE(crc32c(header.subarray(0, AT.crc)), AT.crc);
  return header;
}
/** Throws `Malformed` unless every byte is as `encodeHeader` writes it. */
function decodeHeader(segment) {
  const header = segment.subarray(0, 512);
  const magic = header.subarray(0, AT.first);
  const marked = magic.equals(MAGIC.marked);
  if (header.length < 512 || !(marked || magic.equals(MAGIC.unmarked))) throw new Malformed('not a segment of the log');
  const length = header.readUInt16BE(AT.originLength);
  const decoded = {
    origin: length > LONGEST_ORIGIN ? '' : fromUtf8(header.subarray(AT.origin, AT.origin + length)),
    first: Number(header.readBigUInt64BE(AT.first)),
    previous: Buffer.from(header.subarray(AT.previous, AT.previous + 32)),
    epoch: Number(header.readBigUInt64BE(AT.epoch)),
    marked,
  };
  if (decoded.origin === '' || !encodeHeader(decoded).equals(header)) throw new Malformed('a damaged segment header');
  return decoded;
}
/** The frame that begins here; null when there is no whole one with a good checksum. */
function decodeFrame(segment, at) {
  const kind = kindAt(segment, at);
  if (kind === void 0) return null;
  const end = at + FRAME_BYTES + segment.readUInt32BE(at);
  const frame = segment.subarray(at, end);
  if (frame.readUInt32BE(FRAME_AT.crc) !== checksum(frame)) return null;
  const index = Number(frame.readBigUInt64BE(FRAME_AT.index));
  const begins = frame[FRAME_AT.type] >= BEGINS;
  const leaf = frame.subarray(FRAME_AT.leaf, FRAME_AT.crc);
  return {
    kind,
    index,
    begins,
    bytes: frame.subarray(FRAME_BYTES),
    leaf,
    end,
  };
}
/** Where the frame ends that seems to begin here, and whose record it belongs to; nothing of it is checked. */
function skipFrame(segment, at) {
  const kind = kindAt(segment, at);
  if (kind === void 0) return null;
  return {
    kind,
    index: Number(segment.readBigUInt64BE(at + FRAME_AT.index)),
    end: at + FRAME_BYTES + segment.readUInt32BE(at),
  };
}
/** The kind of the frame that seems to begin here, by its type and length. */
function kindAt(segment, at) {
  if (at + FRAME_BYTES > segment.length) return void 0;
  const type = segment[at + FRAME_AT.type] & -129;
  const kind = type === KINDS.leaf ? 'leaf' : type === KINDS.sealed ? 'sealed' : void 0;
  const length = segment.readUInt32BE(at);
  if (kind === void 0 || length === 0 || length > LONGEST[kind]) return void 0;
  return at + FRAME_BYTES + length > segment.length ? void 0 : kind;
}
const checksum = (frame) => crc32c(frame.subarray(0, FRAME_AT.crc), frame.subarray(FRAME_AT.crc + 4));
/** Reads a segment from its header on, hands over each good frame in order, and says how it ends. */
function scanSegment(segment, visit = () => {}) {
  const header = decodeHeader(segment);
  let next = header.first;
  /** Where the last whole record ends: what is sealed for a record that never came is part of the torn end. */
  let offset = 512;
  let at = 512;
  for (;;) {
    const frame = decodeFrame(segment, at);
    if (frame === null) break;
    if (frame.index !== next || !leafHash(frame.bytes).equals(frame.leaf))
      return {
        header,
        next,
        offset,
        end: {
          kind: 'damaged',
          index: next,
        },
      };
    visit(frame);
    at = frame.end;
    if (frame.kind === 'sealed') continue;
    next += 1;
    offset = at;
  }
  const end = isZero$1(segment.subarray(offset)) ? CLEAN : endOf(segment, at, next, header.marked);
  return {
    header,
    next,
    offset,
    end,
  };
}
const CLEAN = { kind: 'clean' };
/** How a segment ends whose last write is not whole, by what follows the hole at `at`. */
function endOf(segment, at, next, marked) {
  const damaged = {
    kind: 'damaged',
    index: next,
  };
  const beyond = next + segment.length / FRAME_BYTES;
  let mayHash = 2 * segment.length;
  for (let later = at + 1; later + FRAME_BYTES < segment.length; later += 1) {
    const head = skipFrame(segment, later);
    if (head === null || head.index < next || head.index >= beyond) continue;
    mayHash -= head.end - later;
    if (mayHash < 0) return damaged;
    const frame = decodeFrame(segment, later);
    if (frame === null) continue;
    if (frame.begins || !marked) return damaged;
    later = frame.end - 1;
  }
  return { kind: 'torn' };
}
const isZero$1 = (bytes) => {
  for (let at = 0; at < bytes.length; at += ZEROES.length) {
    const piece = bytes.subarray(at, at + ZEROES.length);
    if (!piece.equals(ZEROES.subarray(0, piece.length))) return false;
  }
  return true;
};
const ZEROES = Buffer.alloc(65536);
// verify/verify-segments
/**
 * Checks that the segments hang together from record 0 on, and hold what is published and what was handed over beyond
 * it. Where only the published part of a log was given, nothing is to check.
 */
function verifySegments(files, published, ahead, progress) {
  const { isWhole, segments } = files;
  if (!isWhole)
    return {
      unpublished: 0,
      unfinished: false,
    };
  const leafAt = createLeafReader(files, published.size);
  const { tree } = published;
  const furthest = ahead.at(-1)?.size ?? published.size;
  let next = 0;
  let previous;
  let unfinished = false;
  for (const [at, { first, read }] of segments.entries()) {
    const place = `segment ${first}`;
    if (first > next) throw new Failure('MISSING', `records ${next} to ${first - 1}`);
    const segment = read();
    /** A restart copies what no checkpoint covered into the next segment: the copy counts. */
    const limit = segments[at + 1]?.first ?? Infinity;
    const visit = ({ kind, index, leaf }) => {
      if (kind === 'leaf' && index < Math.min(limit, published.size) && !leaf.equals(leafAt(index)))
        throw new Failure('NOT_INCLUDED', `record ${index}`);
      if (kind !== 'leaf' || index !== tree.size || index >= Math.min(limit, furthest)) return;
      tree.append(leaf);
      const state = ahead.find((head) => head.size === tree.size);
      if (state !== void 0 && !state.root.equals(tree.root())) throw new Failure('INCONSISTENT', `size ${tree.size}`);
    };
    const { header, next: end, end: how } = scanSegment(segment, visit);
    if (how.kind === 'damaged' && how.index < limit) throw new Failure('NOT_INCLUDED', `record ${how.index}`);
    if (header.origin !== published.origin) throw new Failure('OTHER_ORIGIN', place);
    const follows = previous === void 0 ? isZero(header.previous) : header.previous.equals(previous);
    if (header.first !== first || !follows) throw new Failure('INCONSISTENT', place);
    previous = sha256(segment);
    next = Math.min(end, limit);
    unfinished = how.kind !== 'clean';
    progress(at + 1, segments.length, 'segments');
  }
  if (next < furthest) throw new Failure(segments.length === 0 ? 'MISSING' : 'TRUNCATED', `record ${next}`);
  return {
    unpublished: Math.max(0, next - published.size),
    unfinished,
  };
}
/** Published leaf hashes, for reading in order: one tile is kept. */
function createLeafReader(files, size) {
  let kept = -1;
  let tile = Buffer.alloc(0);
  return (index) => {
    const wanted = Math.floor(index / 256);
    if (wanted !== kept) {
      tile = Buffer.from(
        files.tile({
          level: 0,
          index: wanted,
          width: Math.min(256, size - wanted * 256),
        }),
      );
      kept = wanted;
    }
    const at = (index % 256) * 32;
    return tile.subarray(at, at + 32);
  };
}
const isZero = (bytes) => bytes.every((byte) => byte === 0);
// verify/verify-log
/** Bundles of entries between two tellings of progress: a fraction of a second. */
const TOLD_EVERY = 64;
/**
 * Verifies a whole log in its folder: every entry, tile and write-ahead record against the signed checkpoint. Reads
 * everything once, in order; memory does not grow with the log. Throws only when the folder cannot be read, or what the
 * reader kept is no checkpoint.
 */
function verifyLog(directory, trust, { tokens, known } = {}, progress = () => {}) {
  const kept = known === void 0 ? null : keptCheckpoint(known);
  try {
    return verify$1(
      openLogFiles(directory),
      trust,
      {
        tokens,
        kept,
      },
      progress,
    );
  } catch (error) {
    if (error instanceof Malformed) return fail(new Failure('MALFORMED', error.message));
    if (error instanceof Failure) return fail(error);
    throw error;
  }
}
const fail = (failure) => ({
  verdict: failed(failure),
  leaves: [],
  question: {},
});
function verify$1(files, trust, { tokens, kept }, progress) {
  const { origin, size } = parseCheckpoint(parseNote(files.checkpoint).text);
  const notes = {
    origin,
    certificates: files.certificates,
    handovers: files.handovers,
  };
  const { heads, ahead } = readHeads(
    {
      ...notes,
      checkpoints: [files.checkpoint],
    },
    trust,
  );
  const keptHeads = kept === null ? [] : headsOf(kept, notes, trust, size);
  checkEpochs(heads);
  const search = tokens && createSubjectSearch(tokens);
  const { leaves, breaks, sealed, tree } = readTree(files, size, [...heads, ...keptHeads], search, progress);
  const root = tree.root();
  const { unpublished, unfinished } = verifySegments(
    files,
    {
      origin,
      size,
      tree,
    },
    ahead,
    progress,
  );
  const complete = search?.complete();
  const asked = complete?.records ?? (size === 0 ? [] : [0, size - 1]);
  const chosen = notesAround([...asked, size - 1], files.witnessed, size);
  const seen = readHeads(
    {
      ...notes,
      checkpoints: [...chosen, files.checkpoint],
    },
    trust,
  ).heads;
  checkRootsByTiles(files, size, seen);
  const times = asked.map(createWitnessedAt(seen, trust));
  const witnessed = spanOf(times);
  const isWitnessed = isSeen(seen.at(-1), trust);
  const notChecked = [
    ...(trust.keys.length === 0 ? ['SIGNATURES'] : []),
    ...(isWitnessed ? [] : ['WITNESSES']),
    ...(sealed > 0 ? ['SEALED'] : []),
    ...(unfinished ? ['UNFINISHED'] : []),
    ...(unpublished > 0 ? ['UNPUBLISHED'] : []),
    ...(files.witnessed.passedOver || times.some((one) => one?.isContradicted) ? ['TIMES'] : []),
    ...(search !== void 0 && complete === void 0 ? ['COMPLETENESS'] : []),
  ];
  return {
    verdict: {
      verdict: nameOf(notChecked.filter((code) => code !== 'SEALED')),
      origin,
      records: size,
      withheld: 0,
      disclosed: 0,
      sealed,
      notChecked,
      ...(witnessed === void 0 ? {} : { witnessed }),
      ...(complete === void 0 ? {} : { complete }),
      ...(breaks.length === 0 ? {} : { breaks }),
    },
    leaves: withDefinitions(leaves, files, size, root),
    question: {},
  };
}
/** Every state that was signed is a beginning of the tree, whose tiles were checked. */
function checkRootsByTiles(files, size, heads) {
  const node = nodesOfTiles(size, (tile) => files.tile(tile));
  for (const head of heads)
    if (!(head.size === 0 ? EMPTY_ROOT : rangeHash(0, head.size, node)).equals(head.root))
      throw new Failure('INCONSISTENT', `size ${head.size}`);
}
/** Each leaf must be spoken of by the key of its own epoch. */
function checkEpochs(heads) {
  let covered = 0;
  for (const { from, size } of heads) {
    if (from > covered) throw new Failure('OUT_OF_EPOCH', `size ${size}`);
    covered = size;
  }
}
/** Reads every entry, and checks it against tiles and roots. */
function readTree(files, size, heads, search, progress) {
  const range = createCompactRange();
  const tiles = createTileCheck(files, size);
  const found = [];
  const breaks = [];
  let sealed = 0;
  const named = new Set();
  /** Parts that do not name the subject, of the outcome that comes next: whether they are needed is said by it. */
  let waiting = [];
  let waitedFor;
  const checkRootsSoFar = () => {
    for (const head of heads) {
      if (head.size !== range.size) continue;
      if (!(range.size === 0 ? EMPTY_ROOT : range.root()).equals(head.root))
        throw new Failure('INCONSISTENT', `size ${head.size}`);
    }
  };
  const sizes = new Set(heads.map((head) => head.size));
  if (sizes.has(0)) checkRootsSoFar();
  for (let bundle = 0; bundle * 256 < size; bundle += 1) {
    const width = Math.min(256, size - bundle * 256);
    const entries = files.entries(bundle, width);
    const tile = {
      level: 0,
      index: bundle,
      width,
    };
    const hashes = files.tile(tile);
    checkReplaced(files.replacedEntries(bundle, width), (part) => encodeEntries(entries.slice(0, part)));
    checkReplaced(files.replacedTiles(tile), (part) => hashes.subarray(0, part * 32));
    for (const [at, bytes] of entries.entries()) {
      const index = bundle * 256 + at;
      const leaf = leafHash(bytes);
      const record = readEntry(bytes, index);
      if (!leaf.equals(hashes.subarray(at * 32, (at + 1) * 32))) throw new Failure('NOT_INCLUDED', `record ${index}`);
      range.append(leaf, tiles.completed);
      if (sizes.has(range.size)) checkRootsSoFar();
      sealed += sealedFields(record);
      if (record['type'] === 'log_break') breaks.push(breakOf(index, record));
      if (search === void 0) continue;
      const names = search.take(index, record, bytes);
      const { type, txn, outcome } = record;
      const shown = {
        kind: 'record',
        index,
        record,
        disclosed: new Map(),
      };
      if (names) named.add(type === 'outcome_part' ? outcome : txn);
      if (type === 'outcome_part' && !names) {
        if (waitedFor !== outcome) waiting = [];
        waitedFor = outcome;
        waiting.push(shown);
      }
      const isAnswer = type === 'outcome' && (names || named.has(index) || named.has(txn));
      if (isAnswer && waitedFor === index) for (const part of waiting) found.push(part);
      if (type === 'outcome') waiting = [];
      if (names || isAnswer) found.push(shown);
    }
    if ((bundle + 1) % TOLD_EVERY === 0 || range.size === size) progress(range.size, size, 'records');
  }
  tiles.finish();
  const longest = heads.reduce((most, head) => Math.max(most, head.size), 0);
  if (longest > size) throw new Failure('TRUNCATED', `size ${longest}`);
  return {
    leaves: found,
    breaks,
    sealed,
    tree: range,
  };
}
/** A `log_break` stands right behind the records that were published; with any other numbers it is malformed. */
function breakOf(index, { found, published }) {
  if (
    !(typeof found === 'number' && typeof published === 'number' && 0 <= found && found < published) ||
    published !== index
  )
    throw new Failure('MALFORMED', `record ${index}`);
  return {
    index,
    found,
    published,
  };
}
// verify/main
/** Largest evidence file that is read, in bytes. What a stranger makes of many small lines takes many times its size. */
const LARGEST = 268435456;
/** Reads what is named and verifies it. Throws when a file cannot be read, or one of the reader's own is malformed. */
function verifyPath({ path, trust, policy, complete, known }, progress) {
  const whom = trustIn(
    (trust ?? []).flatMap((file) => readOwn(file, parseKeys)),
    policy === void 0 ? void 0 : readOwn(policy, parsePolicy),
  );
  const tokens = complete === void 0 ? void 0 : readOwn(complete, parseTokens);
  const found = statSync(path);
  if (found.isDirectory())
    return {
      ...verifyLog(
        path,
        whom,
        {
          ...(tokens && { tokens }),
          ...(known !== void 0 && { known: readOwn(known, String) }),
        },
        progress,
      ),
      trust: whom,
      tokens,
    };
  if (known !== void 0) throw new Malformed('a kept checkpoint is held against a log, not against evidence');
  if (!found.isFile() || found.size > LARGEST) throw new Malformed('not a file of at most 256 MiB');
  return {
    ...verifyEvidence(readFileSync(path), whom, tokens),
    trust: whom,
    tokens,
  };
}
/** What one of the reader's own files says; where it is malformed, its name is said. */
function readOwn(file, parse) {
  const bytes = readFileSync(file);
  try {
    return parse(fromUtf8(bytes));
  } catch (error) {
    if (error instanceof Malformed) throw new Malformed(`${file}: ${error.message}`);
    throw error;
  }
}
const HELP = `Verifies evidence from an audit log, or a whole log, offline. Nothing in it is trusted: keys come from you.

node verify.mjs <evidence or log folder> --trust <keys> [--policy <file>] [--complete <tokens>] [--json]

  --trust <file>     public keys that you trust, one a line: of logs, of roots, of witnesses; may be said again
  --policy <file>    which witnesses must have seen the log (C2SP tlog-policy)
  --complete <file>  tokens of one subject: say that these records and no others name it
  --known <file>     a checkpoint that you kept: the log must still contain it
  --json             the verdict as one line of JSON

Exit codes: 0 VERIFIED or REDACTED-OK, 1 FAILED, 2 wrongly called, 3 VERIFIED-UNWITNESSED, 4 NOT-CHECKED.
`;
const OPTIONS = {
  trust: {
    type: 'string',
    multiple: true,
  },
  policy: { type: 'string' },
  complete: { type: 'string' },
  known: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
};
/** The single-file verifier's command line. Returns the exit code. */
function main(args) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: OPTIONS,
      allowPositionals: true,
    });
    const [path] = positionals;
    if (values.help === true || path === void 0 || positionals.length > 1) {
      process.stdout.write(HELP);
      return values.help === true ? 0 : 2;
    }
    const { verdict } = verifyPath({
      path,
      ...values,
    });
    process.stdout.write(values.json === true ? `${verdictAsJson(verdict)}\n` : verdictAsText(verdict));
    return EXIT_CODES[verdict.verdict];
  } catch (error) {
    process.stderr.write(`verify: ${printable(error instanceof Error ? error.message : String(error))}\n`);
    return 2;
  }
}
// verify/standalone
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`verify: ${printable(error.message)}\n`);
  process.exitCode = 2;
});
process.exitCode = main(process.argv.slice(2));
