import { connectionOf } from '@agency-graph/kit';
import { Document, Registered } from './document.js';

export const DocumentConnection = connectionOf(Document, 'DocumentConnection', Registered);
