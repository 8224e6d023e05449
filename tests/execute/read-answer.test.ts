import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { GraphQLString } from 'graphql';
import { expect, test } from 'vitest';
import { openBody, type AnswerBody } from '../../gateway/src/execute/agency/read-answer.js';
import { leafText } from '../../gateway/src/execute/leaf-text.js';

const MIB = 1024 * 1024;

/** An agency's connection, which tells whether it waits. */
class Wire extends EventTarget {
  waits = false;
  pause(): void {
    this.waits = true;
  }
  resume(): void {
    this.waits = false;
    this.dispatchEvent(new Event('resumed'));
  }
}

const openZipped = (wire: Wire, limit = MIB): AnswerBody => openBody({ 'content-encoding': 'gzip' }, limit, wire);

/** Hands a body over as a connection does that waits when it is told to. */
async function send(chunks: Iterable<Buffer>, body: AnswerBody, wire: Wire): Promise<void> {
  for (const chunk of chunks) {
    body.add(chunk);
    if (wire.waits) await once(wire, 'resumed');
  }
}

function* pieces(bytes: Buffer, length: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

/** gzip without end that inflates to nothing: stored blocks of no bytes (RFC 1951, § 3.2.4). */
function* zippedNothing(): Generator<Buffer> {
  yield Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  const blocks = Buffer.alloc(5 * 1024, Buffer.from([0, 0, 0, 0xff, 0xff]));
  for (let sent = 0; sent < 4 * MIB; sent += blocks.length) yield blocks;
}

test('gzip that goes on and inflates to nothing is too large once it is longer than an answer may be', async () => {
  const wire = new Wire();
  await expect(send(zippedNothing(), openZipped(wire), wire)).rejects.toMatchObject({ kind: 'too-large' });
});

test('gzip that comes faster than it is inflated waits on its connection, and is read whole', async () => {
  const wire = new Wire();
  const data = { long: randomBytes(MIB / 4).toString('hex') };
  const body = openZipped(wire);
  const [first, ...rest] = pieces(gzipSync(JSON.stringify({ data })), MIB / 8);
  body.add(first!);
  expect(wire.waits).toBe(true);
  await once(wire, 'resumed');
  await send(rest, body, wire);
  expect((await body.read()).data).toEqual(data);
});

test('gzip that breaks while its connection waits is told broken as soon as more comes', async () => {
  const wire = new Wire();
  const body = openZipped(wire);
  body.add(Buffer.alloc(32 * 1024, 'no gzip'));
  await once(wire, 'resumed');
  expect(() => body.add(Buffer.from('more'))).toThrow(expect.objectContaining({ kind: 'broken' }) as Error);
});

test.each([[[1]], [[3]], [[1, 7, 20_000]], [[40_000, 1]]])(
  'an answer in chunks of %j bytes is what was sent; small ones are gathered, and not kept',
  async (lengths) => {
    const data = { words: Array.from({ length: 20_000 }, (_, at) => `chữ ${at}`) };
    const sent = Buffer.from(JSON.stringify({ data }));
    const body = openBody({}, MIB, new Wire());
    const onlySmall = lengths.every((length) => length < 10);
    for (let at = 0, turn = 0; at < sent.length; turn += 1) {
      const chunk = Buffer.from(sent.subarray(at, (at += lengths[turn % lengths.length]!)));
      body.add(chunk);
      if (onlySmall && turn > 100) chunk.fill(0);
    }
    expect((await body.read()).data).toEqual(data);
  },
);

test.each(['gzip', 'GZIP', 'x-gzip'])('an answer that is coded as %s is read', async (coding) => {
  const body = openBody({ 'content-encoding': coding }, MIB, new Wire());
  body.add(gzipSync('{"data":{"a":1}}'));
  expect((await body.read()).data).toEqual({ a: 1 });
});

test.each([
  ['none', '{"data":{"a":1}}'],
  ['null', '{"data":{"a":1},"errors":null,"extensions":null}'],
  ['no', '{"data":{"a":1},"errors":[]}'],
])('an answer with %s errors is its data', async (_what, sent) => {
  const body = openBody({}, MIB, new Wire());
  body.add(Buffer.from(sent));
  expect(await body.read()).toEqual({ data: { a: 1 }, errors: [], extensions: null, arePlain: true });
});

test.each(['{"data":null,"errors":null}', '{"data":{"a":1},"errors":{}}', '{"data":{"a":1},"errors":""}'])(
  'an answer of %s is none',
  async (sent) => {
    const body = openBody({}, MIB, new Wire());
    body.add(Buffer.from(sent));
    expect(() => body.read()).toThrow(expect.objectContaining({ kind: 'unreadable' }) as Error);
  },
);

/** JSON as any server may write it: each character of a text as it is where that is JSON, or as an escape. */
const anyJson = fc
  .array(
    fc.array(fc.record({ unit: fc.integer({ min: 0, max: 0xffff }), isEscaped: fc.boolean() }), { maxLength: 8 }),
    {
      maxLength: 4,
    },
  )
  .map((texts) => `{"data":{"texts":[${texts.map((units) => `"${units.map(written).join('')}"`).join()}]}}`);

/** Characters of which most tests would meet none. */
const RARE = ['"', '\\', '\u0000', '\n', '\u001f', '\u007f', '\u2028', '\ud83d', '\ude00'] as const;

const written = ({ unit, isEscaped }: { readonly unit: number; readonly isEscaped: boolean }): string => {
  const character = unit % 3 === 0 ? RARE[unit % RARE.length]! : String.fromCharCode(unit);
  if (isEscaped) return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return character;
};

test('texts that are said to need no looking through are written as they are', async () => {
  const write = leafText(GraphQLString);
  const met = { plain: 0, others: 0, none: 0 };
  await fc.assert(
    fc.asyncProperty(anyJson, async (json) => {
      const body = openBody({}, MIB, new Wire());
      body.add(Buffer.from(json));
      const answer = await Promise.resolve()
        .then(() => body.read())
        .catch(() => null);
      if (answer === null) return void (met.none += 1);
      met[answer.arePlain ? 'plain' : 'others'] += 1;
      for (const text of (answer.data as { readonly texts: readonly string[] }).texts)
        expect(write(text, answer.arePlain)).toBe(JSON.stringify(text));
    }),
    { numRuns: 5_000 },
  );
  expect(Math.min(...Object.values(met))).toBeGreaterThan(100);
});
