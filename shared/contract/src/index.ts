export * from './directives.js';
export * from './row-condition.js';
export { ZONES } from './agency-context.js';
export type { AgencyContext, ContextClaims, ContextOrganisation, Zone } from './agency-context.js';
