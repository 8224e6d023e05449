import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

const require = createRequire(import.meta.url);

export default defineConfig({
  root: import.meta.dirname,
  // Two copies of graphql refuse each other's types; everything in a test takes the one that packages take.
  resolve: { alias: [{ find: /^graphql$/, replacement: require.resolve('graphql') }] },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['dist/**', 'node_modules/**'],
    env: { APOLLO_TELEMETRY_DISABLED: '1' },
    globalSetup: ['./system/support/shared-system.ts'],
    // Many tests start processes, on whatever else the machine has to do.
    testTimeout: 180_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 2,
    // What packages are made of is loaded once, not once a file; what a test changes it changes back.
    isolate: false,
    reporters: ['default', './reporter.ts'],
  },
});
