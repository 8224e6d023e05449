import type { IncomingMessage } from 'node:http';
import { Refusal } from '../refusals.js';

/** Reads what requests bring. */
export interface Bodies {
  /** Whether a body is not too long already by what its request says of it. */
  takes(message: IncomingMessage): boolean;
  /** Reads all of a body; the client is known by its address. A body that is not read to its end is refused. */
  read(message: IncomingMessage, client: string, done: (refusal: Refusal | null, body?: Buffer) => void): void;
}

type GiveUp = () => void;

/**
 * Reads bodies of at most so many bytes, and holds at most so many of which more is to come. Where one more comes, one makes
 * room: of the address that sends most of them the one that has been coming longest, which is that of a client that lingers,
 * even where others stand behind the same address.
 */
export function createBodies(mostBytes: number, most: number): Bodies {
  /** By address, the one that has been coming longest first. */
  const coming = new Map<string, Set<GiveUp>>();
  let held = 0;

  const makeRoom = (): void => {
    if (held <= most) return;
    const crowd = [...coming.values()].reduce((one, other) => (other.size > one.size ? other : one));
    const [longest] = crowd;
    longest!();
  };
  const hold = (client: string, giveUp: GiveUp): void => {
    const theirs = coming.get(client) ?? new Set<GiveUp>();
    coming.set(client, theirs.add(giveUp));
    held += 1;
    // A body that comes with its headers is here by then, and turns nobody away.
    if (held > most) setImmediate(makeRoom);
  };
  const release = (client: string, giveUp: GiveUp): void => {
    const theirs = coming.get(client);
    if (theirs?.delete(giveUp) !== true) return;
    held -= 1;
    if (theirs.size === 0) coming.delete(client);
  };

  const takes = ({ headers }: IncomingMessage): boolean => !(Number(headers['content-length']) > mostBytes);

  return {
    takes,
    read(message, client, done) {
      // attacker-controlled: one buffer, for a body may come in as many pieces as it has bytes.
      let body = Buffer.alloc(0);
      let length = 0;
      const take = (piece: Buffer): void => {
        const longer = length + piece.length;
        if (longer > mostBytes) return over(new Refusal('PAYLOAD_TOO_LARGE'));
        if (longer > body.length) {
          const larger = Buffer.allocUnsafe(Math.min(mostBytes, Math.max(longer, 2 * length)));
          body.copy(larger, 0, 0, length);
          body = larger;
        }
        piece.copy(body, length);
        length = longer;
      };
      const over = (refusal: Refusal | null): void => {
        message.off('data', take).off('end', whole).off('error', broken).off('close', broken);
        release(client, giveUp);
        if (refusal === null) done(null, body.subarray(0, length));
        else done(refusal);
      };
      const whole = (): void => over(null);
      const broken = (): void => over(new Refusal('BAD_REQUEST'));
      const giveUp = (): void => over(new Refusal('OVERLOADED'));

      if (!takes(message)) return done(new Refusal('PAYLOAD_TOO_LARGE'));
      message.on('data', take).on('end', whole).on('error', broken).on('close', broken);
      hold(client, giveUp);
    },
  };
}
