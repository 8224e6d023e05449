import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Refusal } from '../refusals.js';
import type { ReceivedRequest } from './read-request.js';
import type { Answer } from './write-answer.js';

/**
 * Answers what Node could not read as an HTTP request, or did not get in time: in our own form, after it is recorded,
 * and closes the connection. A connection that said nothing is closed without a word.
 */
export async function refuseBrokenRequest(
  error: NodeJS.ErrnoException,
  socket: Socket,
  turnAway: (refusal: Refusal, received: ReceivedRequest) => Promise<Answer>,
): Promise<void> {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesRead === 0) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = await turnAway(refusalByCode(error.code), {
    method: '',
    search: '',
    headers: {},
    rawHeaders: [],
    body: null,
    trace: randomBytes(16).toString('hex'),
    deadline: performance.now(),
    gone: AbortSignal.abort(),
    client: socket.remoteAddress ?? '',
    claim: () => {},
  });
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

function refusalByCode(code: string | undefined): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return new Refusal('HEADERS_TOO_LARGE');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Refusal('REQUEST_TIMEOUT');
  return new Refusal('BAD_REQUEST', 'The request is not HTTP.');
}
