/** How long a query that is explained, and its variables, may be, and how many of these there may be: whom more name is not read. */
export const MOST_EXPLAINED = { characters: 15_000, variables: 100 } as const;
