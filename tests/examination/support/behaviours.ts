import { createGzip } from 'node:zlib';
import { Readable } from 'node:stream';
import type { Behaviour, Honest, Visit } from './ratings.js';

/** Stands in everything that a misbehaving agency writes; none of it may reach a client. */
export const PLANTED = 'PLANTED-7d1f';

const JSON_TYPE = { 'content-type': 'application/json' };

/** An answer of this text. */
const saying =
  (body: string, headers: Record<string, string> = {}, status = 200): Behaviour =>
  ({ response }) =>
    void response.writeHead(status, { ...JSON_TYPE, ...headers }).end(body);

/** An honest answer, changed. */
const changing =
  (change: (honest: Honest) => unknown): Behaviour =>
  ({ honest, response }) =>
    void response.writeHead(200, JSON_TYPE).end(JSON.stringify(change(honest)));

/** An honest answer with other entities. */
const entities = (change: (list: Record<string, unknown>[]) => unknown): Behaviour =>
  changing(({ data }) => ({ data: { _entities: change(data!['_entities'] as Record<string, unknown>[]) } }));

/** An honest answer in which each entity has something else. */
const withFields = (text: string): Behaviour =>
  entities((list) => list.map((one) => ({ ...one, ...(JSON.parse(text) as object) })));

/** Writes bytes as they are on the connection, and leaves it. */
const raw =
  (head: string, then: (visit: Visit) => void = ({ socket }) => void socket.end()): Behaviour =>
  (visit) => {
    visit.socket.write(head);
    then(visit);
  };

const head = (...lines: readonly string[]): string =>
  ['HTTP/1.1 200 OK', 'content-type: application/json', ...lines, '', ''].join('\r\n');

/** `length` bytes of JSON that never ends, at the speed at which they are taken. */
function* endless(length: number, piece: string): Generator<Buffer> {
  yield Buffer.from('{"data":{"_entities":[');
  const block = Buffer.from(piece.repeat(Math.ceil(65_536 / piece.length)));
  for (let sent = 0; sent < length; sent += block.length) yield block;
}

const streaming =
  (length: number, piece: string): Behaviour =>
  ({ response }) =>
    void Readable.from(endless(length, piece)).pipe(response.writeHead(200, JSON_TYPE));

const zipped =
  (length: number, piece: string, encoding = 'gzip'): Behaviour =>
  ({ response }) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-encoding': encoding });
    Readable.from(endless(length, piece)).pipe(createGzip()).pipe(response);
  };

const MB = 1_000_000;
const leaking = JSON.stringify({
  errors: [{ message: `${PLANTED} at db.internal`, extensions: { stacktrace: [PLANTED], code: PLANTED } }],
});

/** An agency whose schema is not the one that is served any more. */
export const DRIFTED = saying(`{"errors":[{"message":"Cannot query field ${PLANTED}"}]}`);

/** Faults after which nothing of what the agency was asked for can be served: number of the examination, name, behaviour. */
export const FAULTS: readonly (readonly [number, string, Behaviour])[] = [
  [142, 'JSON that is cut off', saying(`{"data":{"_entities":[{"rating":"${PLANTED}`)],
  [142, 'a Content-Length that is too long', raw(`${head('content-length: 500')}{"data":`)],
  [142, 'a Content-Length that is too short', raw(`${head('content-length: 9')}{"data":{"_entities":["${PLANTED}"]}}`)],
  [142, 'a chunk that is none', raw(`${head('transfer-encoding: chunked')}zz\r\n${PLANTED}\r\n`)],
  [
    142,
    'a reset within the answer',
    raw(`${head('content-length: 500')}{"data":`, ({ socket }) => void socket.resetAndDestroy()),
  ],
  [142, 'a reset before the answer', ({ socket }) => void socket.resetAndDestroy()],
  [142, 'an end after the headers', raw(head('content-length: 500'))],
  [143, 'HTML', saying(`<!doctype html><h1>${PLANTED}</h1>`, { 'content-type': 'text/html' })],
  [145, 'JSON that is 100,000 deep', saying(`{"data":{"_entities":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`)],
  [145, 'a list of 10,000,000', streaming(20 * MB, '1,')],
  [145, 'a million objects', streaming(9 * MB, '{},')],
  [145, 'a million errors', saying(`{"data":null,"errors":[${'{"message":"x"},'.repeat(1_000_000)}{}]}`)],
  [145, 'a gigabyte', streaming(1_000 * MB, `"${PLANTED.repeat(80)}",`)],
  [145, '300 MB of gzip', zipped(300 * MB, `"${'a'.repeat(60_000)}",`)],
  [145, 'gzip that is none', saying(leaking, { 'content-encoding': 'gzip' })],
  [145, 'a compression that nobody asked for', zipped(1_000, '1,', 'br')],
  [
    145,
    'bytes that are not UTF-8',
    ({ response }) => void response.writeHead(200, JSON_TYPE).end(Buffer.from([0x7b, 0xff, 0x7d])),
  ],
  [146, 'an entity too few', entities((list) => list.slice(1))],
  [146, 'an entity too many', entities((list) => [...list, list[0]])],
  [146, 'no list of entities', entities(() => PLANTED)],
  [154, 'neither data nor errors', saying('{}')],
  [154, 'data that is null without errors', saying('{"data":null}')],
  [
    155,
    'PersistedQueryNotFound',
    saying('{"errors":[{"message":"PersistedQueryNotFound","extensions":{"code":"PERSISTED_QUERY_NOT_FOUND"}}]}'),
  ],
  [157, 'a field that it does not know any more', DRIFTED],
  [73, 'a 500 with its inside', saying(leaking, {}, 500)],
  [74, 'a 401', saying(leaking, { 'www-authenticate': PLANTED }, 401)],
  [74, 'a 403', saying(leaking, {}, 403)],
  [76, 'its inside in extensions', saying(leaking)],
  [160, 'silence', () => {}],
  [160, 'silence within the answer', raw(`${head('content-length: 500')}{"data":`, () => {})],
  [
    160,
    'a byte now and then',
    raw(head('content-length: 500'), ({ socket }) => {
      const drip = setInterval(() => socket.write(' '), 100);
      socket.once('close', () => clearInterval(drip));
    }),
  ],
];

/** Faults in single entities or fields: those are null, each with an error. */
export const LIES: readonly (readonly [number, string, Behaviour])[] = [
  [147, 'swapped entities', entities((list) => list.toReversed())],
  [147, 'one entity twice', entities((list) => list.map(() => list[0]))],
  [148, 'entities of another type', withFields(`{"__typename":"${PLANTED}"}`)],
  [148, 'entities of no type', withFields('{"__typename":null}')],
  [148, 'texts for entities', entities((list) => list.map(() => PLANTED))],
  [149, 'an object for a text', withFields(`{"rating":{"a":"${PLANTED}"}}`)],
  [149, 'a number for a text', withFields('{"rating":42}')],
  [149, 'a list for a text', withFields(`{"rating":["${PLANTED}"]}`)],
  [157, 'entities without what was asked for', entities((list) => list.map((one) => ({ ...one, rating: undefined })))],
];

/** Answers in which what was asked for at the root is not, or is nothing that it may be. */
export const NO_ANSWERS: readonly (readonly [number, string, Behaviour])[] = [
  [154, 'data of which nothing was asked for', saying('{"data":{}}')],
  [154, 'data that is a list', saying('{"data":[]}')],
  [154, 'data that is a text', saying(`{"data":"${PLANTED}"}`)],
  [149, 'a text for an object', saying(`{"data":{"best":"${PLANTED}"}}`)],
  [149, 'a list for an object', saying(`{"data":{"best":["${PLANTED}"]}}`)],
  [157, 'a field by another name', saying(`{"data":{"foremost":"${PLANTED}"}}`)],
];

/** Ways of sending whoever asks elsewhere: by status and address. */
export const REDIRECTS: readonly (readonly [number, (port: number) => string])[] = [301, 302, 303, 307, 308].flatMap(
  (status) =>
    [
      (port: number) => `http://127.0.0.1:${port}/elsewhere`,
      () => 'http://169.254.169.254/latest/meta-data',
      () => 'file:///etc/passwd',
    ].map((to) => [status, to] as const),
);

export const redirecting =
  (status: number, location: string): Behaviour =>
  ({ response }) =>
    void response.writeHead(status, { location, 'x-inside': PLANTED }).end(PLANTED);

/** An honest answer with more in it than was asked for, and headers that are not for clients. */
export const talkative: Behaviour = ({ honest, response }) => {
  const text = JSON.stringify({ ...honest, extensions: { secret: PLANTED, valueCompletion: [PLANTED] } });
  response
    .writeHead(200, {
      ...JSON_TYPE,
      'set-cookie': `a=${PLANTED}`,
      'cache-control': 'public, max-age=600',
      via: PLANTED,
      server: PLANTED,
    })
    .end(
      text.replaceAll(
        '"rating"',
        `"__proto__":{"polluted":"${PLANTED}"},"constructor":{"prototype":{"polluted":1}},"ssn":"${PLANTED}","rating"`,
      ),
    );
};
