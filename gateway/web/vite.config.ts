import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Monaco's chunk is large on purpose and loads after the page is drawn: a warning at every build would teach nobody anything. Kilobytes. */
const LARGEST_CHUNK_KB = 4_000;

export default defineConfig({
  base: '/',
  plugins: [react()],
  build: {
    // Files, not data: URLs, so that the content security policy can stay narrow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: LARGEST_CHUNK_KB,
    reportCompressedSize: false,
    // GraphiQL's parts carry "use no memo" for a compiler that this build does not run.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  // Modules, so that the GraphQL worker fetches the formatter only when it is asked to format.
  worker: { format: 'es' },
});
