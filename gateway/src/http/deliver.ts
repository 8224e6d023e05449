import type { FastifyReply } from 'fastify';
import type { ServerResponse } from 'node:http';
import type { AuditWriter } from '../audit/writer.js';

/** Of an answer whose connection went away: its bytes, and how many of them were flushed at least. */
export interface CutShort {
  readonly bytes: number;
  readonly sent: number;
}

/** A longer body is handed over in pieces of so many bytes, each when the one before is flushed. */
const PIECE = 64 * 1024;
const WHOLE = 4 * PIECE;

/** Sends a body whose headers are set; tells of it when its client went away before all of it was flushed. */
export function deliver(reply: FastifyReply, body: Buffer, cutShort: (how: CutShort) => void): FastifyReply {
  const { raw } = reply;
  const bytes = body.length;
  let sent = 0;
  const gone = (): void => {
    if (!raw.writableFinished) cutShort({ bytes, sent });
  };
  whenClosed(raw, gone);
  if (bytes <= WHOLE || raw.destroyed) return reply.send(body);

  reply.hijack();
  raw.statusCode = reply.statusCode;
  for (const [name, value] of Object.entries(reply.header('content-length', bytes).getHeaders()))
    if (value !== undefined) raw.setHeader(name, value);
  const writeFrom = (at: number): void => {
    const piece = body.subarray(at, at + PIECE);
    const flushed = (error?: Error | null): void => {
      if (error != null) return;
      sent += piece.length;
      if (sent < bytes) writeFrom(sent);
      else raw.end();
    };
    raw.write(piece, flushed);
  };
  writeFrom(0);
  return reply;
}

/** Calls back once a response is sent or its connection has closed; at once where that is so already. */
export function whenClosed(response: ServerResponse, then: () => void): void {
  if (response.destroyed) then();
  else response.once('close', then);
}

/** Closes the connection of an answer that its client has not taken after so many milliseconds, however it reads. */
export function deliverWithin({ raw, request }: FastifyReply, milliseconds: number): void {
  // What fits into the socket's buffer is gone already, and needs no timer.
  if (raw.writableFinished || raw.destroyed) return;
  const timer = setTimeout(() => request.raw.socket.destroy(), milliseconds);
  raw.once('close', () => clearTimeout(timer));
}

/** Records what did not reach its client. A log that takes no more records answers nobody any more. */
export const recordCutShort =
  (audit: Pick<AuditWriter, 'event'>) =>
  (outcome: number, trace: string, how: CutShort): void =>
    void audit.event('delivery', { outcome, trace, ...how }).catch(() => {});
