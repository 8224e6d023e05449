import { existsSync } from 'node:fs';
import packaged from '@sparticuz/chromium';
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

/** A real headless browser: the system's, else the one inside the npm package, unpacked at first use. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = existsSync(SYSTEM_CHROMIUM) ? SYSTEM_CHROMIUM : await packaged.executablePath();
  return await chromium.launch({ executablePath, args: FLAGS });
}
