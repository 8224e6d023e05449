export { ERASURE_ANSWER } from '@agency-graph/composition';
