import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import packaged, { inflate } from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** The system's own browser, preferred where there is one: it is the one a user of this machine would open. */
const SYSTEM_CHROMIUM = '/usr/bin/chromium';

/** No sandbox, for tests may run as root; nothing that calls home. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real headless browser: the system's, else the one inside the npm package (x64), unpacked at first use. */
export async function launchBrowser(): Promise<Browser> {
  if (existsSync(SYSTEM_CHROMIUM)) return await chromium.launch({ executablePath: SYSTEM_CHROMIUM, args: FLAGS });
  const executablePath = await packaged.executablePath();
  return await chromium.launch({ executablePath, args: FLAGS, env: { LD_LIBRARY_PATH: await packagedLibraries() } });
}

/** The few shared libraries (NSS, expat) that the packaged browser wants and a bare machine lacks. */
async function packagedLibraries(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  return join(await inflate(join(dirname(entry), '..', 'bin', 'al2023.tar.br')), 'lib');
}
