import {
  cosign,
  cosignaturesOf,
  formatCheckpoint,
  formatNote,
  formatProofFile,
  formatVerifierKey,
  leafHash,
  Malformed,
  parseCheckpoint,
  parseNote,
  parseProofFile,
  parseVerifierKey,
  signCheckpoint,
  signersOf,
  signNote,
  type NoteSignature,
} from '@agency-graph/ledger';
import { createPublicKey, hash, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { signerOf } from './keys.js';
import { createVerifier } from './sigstore.js';

/** The example of golang.org/x/mod/sumdb/note, the reference of the format. */
const GO_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const GO_SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const GO_NOTE = `${GO_TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

/** The example of C2SP tlog-cosignature. */
const C2SP_NOTE = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`;

const log = signerOf('log.example/node-1', 1);
const witness = signerOf('witness.example/w1', 2, 4);
const checkpoint = { origin: 'log.example/node-1', size: 7, root: leafHash(Buffer.from('root')) };

/** Of the public transparency log rekor.sigstore.dev, with its key (ECDSA P-256). */
const REKOR_CHECKPOINT = `rekor.sigstore.dev - 2605736670972794746
75408393
Fnnj13Uu1jdksPc4HZLapKX329dVlD5+MGNsiqBq1XM=

— rekor.sigstore.dev wNI9ajBFAiBTyiBM9WtyOTgohje6QZ5rFGJUdMq7Wk3A6oThE98SUgIhAMvxDwa7FyqRqg+YV3rdPPrfS23w19iK+piMSGVOmP5w
`;
const REKOR_KEY =
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2G2Y+2tabdTV5BcGiBIx0a9fAFwrkBbmLSGtks4L3qX6yYY0zufBnhC8Ur/iy55GhWP/9A/bY2LhC30M9+RYtw==';

describe('signed notes', () => {
  test('the reference note verifies, and is made again byte for byte', () => {
    const key = parseVerifierKey(GO_KEY);
    expect(formatVerifierKey(key)).toBe(GO_KEY);
    expect(signersOf(parseNote(GO_NOTE), [key])).toEqual([key]);
    expect(formatNote(signNote(GO_TEXT, signerOf('PeterNeumann', GO_SEED)))).toBe(GO_NOTE);
  });

  test('a changed text is a fake, a signature of a stranger is passed over', () => {
    const key = parseVerifierKey(GO_KEY);
    expect(signersOf(parseNote(GO_NOTE.replace('answer', 'Answer')), [key])).toBe('forged');
    expect(signersOf(parseNote(GO_NOTE), [log.key])).toEqual([]);
  });

  test('no other spelling of a key is that key', () => {
    for (let at = 0; at < GO_KEY.length; at += 1) {
      expect(() => parseVerifierKey(GO_KEY.slice(0, at) + GO_KEY.slice(at + 1))).toThrow(Malformed);
      const next = String.fromCodePoint(GO_KEY.codePointAt(at)! + 1);
      expect(() => parseVerifierKey(GO_KEY.slice(0, at) + next + GO_KEY.slice(at + 1))).toThrow(Malformed);
    }
  });

  test.each([
    '',
    '\n\n',
    'text',
    'text\n',
    'text\n\n',
    `${GO_NOTE}\n`,
    GO_NOTE.slice(0, -1),
    GO_NOTE.replace('\n\n', '\n'),
    GO_NOTE.replace('— ', '- '),
    GO_NOTE.replace('answer', 'ans\u0000wer'),
    GO_NOTE.replace('answer', 'ans\rwer'),
    GO_NOTE.replace('answer', 'ans\ud800wer'),
    GO_NOTE.replace('x08go', 'x08g'),
    GO_NOTE.replace('nAM=', 'nAN='),
    GO_TEXT + '\n' + '— a AAAAAAAA\n'.repeat(101),
  ])('not a note: %j', (text) => {
    expect(() => parseNote(text)).toThrow(Malformed);
  });
});

describe('checkpoints', () => {
  test('the example of the specification is read and written again', () => {
    const note = parseNote(C2SP_NOTE);
    expect(formatNote(note)).toBe(C2SP_NOTE);
    const read = parseCheckpoint(note.text);
    expect(read).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20852163 });
    expect(formatCheckpoint(read)).toBe(note.text);
    expect(note.signatures[1]?.signature.readBigUInt64BE(0)).toBe(1679315147n);
  });

  test('a verifier that we did not write accepts ours, and not with another key or text', () => {
    const theirs = createVerifier();
    const note = formatNote(signCheckpoint(checkpoint, log));
    expect(theirs.checkpoint(note, log.key)).toMatchObject({ logSize: 7n, logHash: checkpoint.root });
    expect(theirs.checkpoint(note, signerOf('log.example/node-1', 9).key)).toBeNull();
    expect(theirs.checkpoint(note.replace('\n7\n', '\n8\n'), log.key)).toBeNull();
  });

  test('a checkpoint of a log that others keep is read as they signed it', () => {
    const note = parseNote(REKOR_CHECKPOINT);
    expect(formatNote(note)).toBe(REKOR_CHECKPOINT);
    expect(parseCheckpoint(note.text)).toMatchObject({ size: 75408393 });
    const key = createPublicKey({ key: Buffer.from(REKOR_KEY, 'base64'), format: 'der', type: 'spki' });
    const [{ id, signature }] = note.signatures as [NoteSignature];
    // There the id is of the key alone.
    expect(id).toBe(hash('sha256', Buffer.from(REKOR_KEY, 'base64')).slice(0, 8));
    expect(verify('sha256', Buffer.from(note.text), key, signature)).toBe(true);
    expect(verify('sha256', Buffer.from(note.text.replace('393', '394')), key, signature)).toBe(false);
    const theirs = createVerifier().checkpoint(REKOR_CHECKPOINT, { name: 'rekor.sigstore.dev', id, publicKey: key });
    expect(theirs).toMatchObject({ logSize: 75408393n, logHash: parseCheckpoint(note.text).root });
  });

  test.each(['\n7\n', '\n07\n', '\n-7\n', '\n7.0\n', '\n9007199254740993\n', '\n7\nx'])('a size of %j', (size) => {
    const text = formatCheckpoint(checkpoint).replace('\n7\n', size);
    if (size === '\n7\n') expect(parseCheckpoint(text).size).toBe(7);
    else expect(() => parseCheckpoint(text)).toThrow(Malformed);
  });

  test('an extension line, which nobody could check, is refused', () => {
    expect(() => parseCheckpoint(`${formatCheckpoint(checkpoint)}more\n`)).toThrow(Malformed);
  });

  test('a key of another name does not sign', () => {
    expect(() => signCheckpoint(checkpoint, signerOf('another', 1))).toThrow(TypeError);
  });
});

describe('co-signatures', () => {
  const text = formatCheckpoint(checkpoint);
  const cosigned = { text, signatures: [cosign(text, witness, 1_780_000_000)] };

  test('carry the witness and its time', () => {
    expect(cosignaturesOf(cosigned, [witness.key])).toEqual([{ witness: witness.key, time: 1_780_000_000 }]);
    expect(cosignaturesOf(parseNote(formatNote(cosigned)), [witness.key])).toHaveLength(1);
  });

  test('of another time, text or log are fakes', () => {
    const [signature] = cosigned.signatures;
    const later = Buffer.from(signature!.signature);
    later[7]! ^= 1;
    expect(cosignaturesOf({ text, signatures: [{ ...signature!, signature: later }] }, [witness.key])).toBe('forged');
    expect(cosignaturesOf({ ...cosigned, text: text.replace('7', '8') }, [witness.key])).toBe('forged');
  });

  test('a log’s own signature is none, whoever’s key it is', () => {
    const own = signCheckpoint(checkpoint, log);
    expect(cosignaturesOf(own, [witness.key])).toEqual([]);
    expect(() => cosign(text, log, 1)).toThrow(TypeError);
  });
});

test('a tlog-proof is read as it was written', () => {
  const file = { index: 3, proof: [leafHash(Buffer.of(1)), leafHash(Buffer.of(2))], checkpoint: C2SP_NOTE };
  const text = formatProofFile(file);
  expect(text.startsWith('c2sp.org/tlog-proof@v1\nindex 3\n')).toBe(true);
  expect(parseProofFile(text)).toEqual(file);
  expect(parseProofFile(text.replace('\nindex', '\nextra AAAA\nindex'))).toEqual(file);
  for (const broken of [text.slice(1), text.replace('index 3', 'index 03'), text.replace('index', 'Index'), 'x', '']) {
    expect(() => parseProofFile(broken)).toThrow(Malformed);
  }
});
