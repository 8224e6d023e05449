import { enumOf } from '@agency-graph/kit';
import type { TimelinessValue } from '../timeliness.js';

export const Timeliness = enumOf<TimelinessValue>('Timeliness', 'How a task stands against its due day.', {
  EARLY: 'Completed ten days or more before its due day.',
  ON_TIME: 'Completed within the ten days that end with its due day, or not completed and due in more than 15 days.',
  DUE_SOON: 'Not completed, and due today or within 15 days.',
  OVERDUE: 'Not completed, and its due day is past.',
  DONE_LATE: 'Completed after its due day.',
});
