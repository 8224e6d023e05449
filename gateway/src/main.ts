import { readConfig, silenceTelemetry } from './config.js';

try {
  const config = readConfig(process.argv.slice(2));
  if (config !== null) {
    silenceTelemetry();
    const { start } = await import('./start.js');
    await start(config);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
