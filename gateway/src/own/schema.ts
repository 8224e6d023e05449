export { OWN_SDL, OWN_SUBGRAPH, OWN_URL } from '@agency-graph/composition';
