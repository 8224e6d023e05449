import { statSync } from 'node:fs';
import { join } from 'node:path';
import { loadGatewayKeys, type Admission } from '@agency-graph/contract';
import type { Logger } from 'pino';

/** A gateway key taken out of the file stops counting within this time. */
const CHECK_MS = 5_000;

/**
 * Reads the gateway's public keys again whenever their file changes; a file that cannot be read keeps the last keys, and is
 * read again until it can: a key that was taken out of it is believed no longer than that.
 */
export function followGatewayKeys(
  dir: string,
  admission: Pick<Admission, 'useGatewayKeys'>,
  log: Pick<Logger, 'info' | 'error'>,
): { close(): void } {
  const file = join(dir, 'gateway.jwks.json');
  let seen = stamp(file);
  /** The file that was told to be unreadable: each is told of once, not every few seconds. */
  let told = '';
  const timer = setInterval(() => {
    const now = stamp(file);
    if (now === seen) return;
    try {
      admission.useGatewayKeys(loadGatewayKeys(dir));
      seen = now;
      log.info('gateway keys read again');
    } catch (error) {
      if (now !== told) log.error({ problem: (error as Error).message }, 'gateway keys not read');
      told = now;
    }
  }, CHECK_MS);
  timer.unref();
  return { close: () => clearInterval(timer) };
}

/** Changes whenever the file does, or who may read it. */
export function stamp(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
  return `${stat?.mtimeNs}.${stat?.ctimeNs}.${stat?.ino}`;
}
