import { createHmac } from 'node:crypto';
import {
  BLIND_BYTES,
  commitment,
  formatNote,
  leafHash,
  Malformed,
  parseCertificate,
  parseHandover,
  parseNote,
  signCertificate,
  signersOf,
  signHandover,
} from '@agency-graph/ledger';
import { describe, expect, test } from 'vitest';
import { signerOf } from './keys.js';

const blind = Buffer.alloc(BLIND_BYTES, 5);

describe('commitments', () => {
  test('are the HMAC of path and canonical value under the blind', () => {
    const expected = createHmac('sha256', blind).update('audit/v1\0case\0"17/2026"').digest();
    expect(commitment('case', '17/2026', blind)).toEqual(expected);
  });

  test('differ by path, value, type and blind', () => {
    const all = [
      commitment('case', '1', blind),
      commitment('case', 1, blind),
      commitment('case', true, blind),
      commitment('cas', 'e1', blind),
      commitment('case', { a: 1 }, blind),
      commitment('case', '1', Buffer.alloc(BLIND_BYTES, 6)),
    ];
    expect(new Set(all.map((each) => each.toString('hex'))).size).toBe(all.length);
  });

  test('take no short blind and no path with a NUL', () => {
    expect(() => commitment('case', '1', blind.subarray(1))).toThrow(TypeError);
    expect(() => commitment('ca\0se', '1', blind)).toThrow(TypeError);
  });
});

describe('epochs', () => {
  const root = signerOf('root.example', 1);
  const [first, second] = [signerOf('log.example/node-1', 2), signerOf('log.example/node-1', 3)];
  const certificate = { origin: 'log.example/node-1', epoch: 2, key: second.key };
  const handover = { origin: 'log.example/node-1', epoch: 2, first: 17, root: leafHash(Buffer.of(1)) };

  test('a certificate and a handover are read as they were signed', () => {
    const certified = parseNote(formatNote(signCertificate(certificate, root)));
    expect(signersOf(certified, [root.key])).toEqual([root.key]);
    expect(parseCertificate(certified.text)).toEqual(certificate);
    const handed = parseNote(formatNote(signHandover(handover, first)));
    expect(signersOf(handed, [first.key])).toEqual([first.key]);
    expect(parseHandover(handed.text)).toEqual(handover);
  });

  test('neither is the other, nor a checkpoint', () => {
    const { text } = signCertificate(certificate, root);
    expect(() => parseHandover(text)).toThrow(Malformed);
    expect(() => parseCertificate(signHandover(handover, first).text)).toThrow(Malformed);
    expect(() => parseCertificate(text.replace('log.example/node-1\n', 'log.example/node-2\n'))).toThrow(Malformed);
    expect(() => parseCertificate(`${text}more\n`)).toThrow(Malformed);
  });
});
