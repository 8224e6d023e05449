import { printSubgraph } from '@agency-graph/kit';
import { subgraph } from './subgraph.js';

// `node dist/print-schema.js` writes schema.graphql; with `--check` it only says whether the file is right.
printSubgraph(subgraph, new URL('../schema.graphql', import.meta.url), { check: process.argv.includes('--check') });
