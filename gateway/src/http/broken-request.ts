import { randomBytes } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Refusal } from '../refusals.js';
import type { ReceivedRequest } from './read-request.js';
import type { Answer } from './write-answer.js';

type TurnAway = (refusal: Refusal, received: ReceivedRequest) => Promise<Answer>;

/**
 * Answers what Node could not read as an HTTP request, or did not get in time, and closes the connection. A connection
 * that said nothing is closed without a word.
 */
export async function refuseBrokenRequest(
  error: NodeJS.ErrnoException,
  socket: Socket,
  underWay: Iterable<ServerResponse>,
  turnAway: TurnAway,
): Promise<void> {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesRead === 0) socket.destroy();
  else await refuseUnread(refusalByCode(error.code), socket, underWay, turnAway);
}

/**
 * Refuses what never became a request: in our own form, after it is recorded, and closes the connection. One on which an
 * answer to another request is under way is closed without a word once that is sent: the refusal would be taken for it.
 */
export async function refuseUnread(
  refusal: Refusal,
  socket: Socket,
  underWay: Iterable<ServerResponse>,
  turnAway: TurnAway,
): Promise<void> {
  // Node goes on reading, and says of everything that follows that it is broken.
  if (refused.has(socket)) return;
  refused.add(socket);
  const last = [...underWay].findLast(answersAnother);
  last?.once('close', () => socket.destroySoon());
  const { status, headers, body } = await turnAway(refusal, {
    method: '',
    search: '',
    headers: {},
    rawHeaders: [],
    body: null,
    trace: randomBytes(16).toString('hex'),
    deadline: performance.now(),
    gone: AbortSignal.abort(),
    client: socket.remoteAddress ?? '',
    claim: () => Promise.resolve(),
  });
  if (last !== undefined) return;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

const refused = new WeakSet<Socket>();

/** Whether a request is the one that was broken and is refused so already: its connection, once closed, breaks it again. */
export const isRefusedAsBroken = ({ complete, socket }: IncomingMessage): boolean => !complete && refused.has(socket);

/** Whether a response cannot be given up for the refusal: its request was read, or it has begun. */
const answersAnother = ({ req, headersSent }: ServerResponse): boolean => req.complete || headersSent;

function refusalByCode(code: string | undefined): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return new Refusal('HEADERS_TOO_LARGE');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Refusal('REQUEST_TIMEOUT');
  return new Refusal('BAD_REQUEST', 'The request is not HTTP.');
}
