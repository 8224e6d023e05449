import { spawn } from 'node:child_process';
import { inRoot } from '../checkout.js';
import { CommandFailure } from '../exit.js';
import { openDatabases, type PartDatabase } from './databases.js';
import { inherited } from './part-process.js';
import { PARTS } from './parts.js';

/** Runs a program of the gateway's own on the database of a run; gives what it says. Fails with what is wrong. */
export async function runGatewayProgram(
  name: string,
  args: readonly string[],
  dataFolder: string,
  environment: (database: PartDatabase) => Readonly<Record<string, string>>,
): Promise<string> {
  const { of, server } = await openDatabases([PARTS.gateway], dataFolder, process.env, () => {});
  try {
    const database = of.get('gateway')!;
    const urls = { ...database.env, GATEWAY_OWNER_DATABASE_URL: database.ownerUrl };
    return await runProgram(name, args, { ...urls, ...environment(database) });
  } finally {
    await server?.stop();
  }
}

/** Runs a program of the gateway's own that asks no database; gives what it says. Fails with what is wrong. */
export async function runProgram(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const child = spawn(process.execPath, [inRoot(`gateway/dist/programs/${name}.js`), ...args], {
    env: { ...inherited(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, wrong] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (wrong += text));
  const code = await new Promise<number | null>((ended, failed) => child.on('error', failed).on('close', ended));
  if (code !== 0) throw new CommandFailure(wrong.trim());
  return said;
}
