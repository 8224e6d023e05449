import { setSourceMapsSupport } from 'node:module';

// Stacks name the lines that were written: ours. Maps of what is installed would take a part ten megabytes.
setSourceMapsSupport(true, { nodeModules: false });
