/** How many characters a query that is explained, and its variables, may have: whom a longer one names is not read. */
export const MOST_EXPLAINED = 15_000;
