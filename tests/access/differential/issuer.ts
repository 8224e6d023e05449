/** The development issuer, whose tokens tests may make. */
export const ISSUER = 'https://issuer.agency-graph.example';
