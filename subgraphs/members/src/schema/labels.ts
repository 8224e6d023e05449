import type { PersonalData, Sharing, Steward } from '@agency-graph/contract';
import { Label } from '@agency-graph/kit';

/** A field whose own floor is UNCLASSIFIED: all but discipline. BTCTW answers for it unless another is named. */
export const Open = (sharing: Sharing, personal: PersonalData, steward: Steward = 'BTCTW') =>
  Label('UNCLASSIFIED', sharing, personal, steward);
