import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onGatewayCore } from '../gateways/gateway-under-load.js';

/** The disk's own `fdatasync` of a small write into a file that is there already, as the log's is: p50 in milliseconds. */
export interface DiskFigures {
  /** One after the other, with nothing between. */
  readonly backToBack: number;
  /** With a millisecond of work between, as one client's requests have: neither queue nor core is still warm. */
  readonly betweenWork: number;
}

const PROCESS = fileURLToPath(new URL('./disk-process.js', import.meta.url));

/** Measures the disk from the core on which the gateways are: interrupts are no less far for them. */
export function measureDisk(): DiskFigures {
  const [command, ...args] = onGatewayCore();
  const { stdout, stderr, status, error } = spawnSync(command!, [...args, process.execPath, PROCESS], {
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`the disk could not be measured: ${stderr}`);
  return JSON.parse(stdout) as DiskFigures;
}
