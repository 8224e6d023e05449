import { connectionOf } from '@agency-graph/kit';
import { Organisation, Registered } from './organisation.js';

export const OrganisationConnection = connectionOf(Organisation, 'OrganisationConnection', Registered);
