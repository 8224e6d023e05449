import { readConfig, silenceTelemetry, UsageError } from './config.js';

try {
  const config = readConfig(process.argv.slice(2));
  if (config !== null) {
    silenceTelemetry();
    const { start } = await import('./start.js');
    await start(config);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  // What was opened before the start failed must not keep the process.
  process.exit(error instanceof UsageError ? 2 : 1);
}
