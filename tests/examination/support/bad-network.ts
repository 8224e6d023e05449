import type { Socket } from 'node:net';
import { wayTo } from './way-to.js';

/** What a network does to what is sent over it, each way. */
export interface Weather {
  /** Milliseconds of the way there and back, give or take a share of it. */
  readonly latency?: number;
  readonly jitter?: number;
  /** Share of the packets that are lost: TCP sends them again, and all behind them waits. */
  readonly loss?: number;
  readonly bitsPerSecond?: number;
  /** Connections are made, and nothing ever comes through them. */
  readonly halfOpen?: boolean;
}

/** A way to a server on this machine, as bad as a test wants. */
export interface BadNetwork {
  readonly port: number;
  weather: Weather;
  /** Connections that there are. */
  open(): number;
  close(): Promise<void>;
}

/** Bytes of a packet, and milliseconds after which a lost one is sent again (the least of RFC 6298 as Linux has it). */
const PACKET = 1_460;
const RESENT_AFTER = 200;

export async function badNetwork(to: number, random: () => number): Promise<BadNetwork> {
  const timers = new Set<NodeJS.Timeout>();

  /** Passes on what comes, packet by packet, in order, when the weather lets it arrive. */
  const carry = (from: Socket, onto: Socket): void => {
    let arrival = 0;
    from.on('data', (bytes: Buffer) => {
      for (let at = 0; at < bytes.length; at += PACKET) {
        const { latency = 0, jitter = 0, loss = 0, bitsPerSecond = Infinity, halfOpen = false } = network.weather;
        if (halfOpen) return;
        const packet = bytes.subarray(at, at + PACKET);
        let delay = (latency / 2) * (1 + jitter * (2 * random() - 1));
        while (random() < loss) delay += RESENT_AFTER;
        const now = performance.now();
        arrival = Math.max(arrival, now + delay) + (packet.length * 8_000) / bitsPerSecond;
        const timer = setTimeout(() => {
          timers.delete(timer);
          onto.write(packet);
        }, arrival - now);
        timers.add(timer);
      }
    });
  };

  const way = await wayTo(() => to, carry);
  const network: BadNetwork = {
    port: way.port,
    weather: {},
    open: () => way.open(),
    async close() {
      for (const timer of timers) clearTimeout(timer);
      await way.close();
    },
  };
  return network;
}
