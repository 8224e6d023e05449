/** How often a cache had what was asked of it. Plain numbers that only grow: read when somebody looks. */
export interface CacheCounts {
  hits: number;
  misses: number;
}
