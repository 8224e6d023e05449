import { enumOf } from '@agency-graph/kit';
import type { TimelinessValue } from '../timeliness.js';

export const Timeliness = enumOf<TimelinessValue>('Timeliness', 'How a task stands against its due day.', {
  EARLY: 'Completed before its due day.',
  ON_TIME: 'Completed on its due day, or not yet completed with time left.',
  DUE_SOON: 'Not completed, and due within two weeks.',
  OVERDUE: 'Not completed, and its due day is past.',
  DONE_LATE: 'Completed after its due day.',
});
