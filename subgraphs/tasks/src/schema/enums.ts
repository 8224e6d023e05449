import { enumOf } from '@agency-graph/kit';

export const Assigner = enumOf('Assigner', 'Who assigned a task (Reg. 08-QC/TW).', {
  CENTRAL_COMMITTEE: 'The Central Committee.',
  POLITBURO: 'The Politburo.',
  SECRETARIAT: 'The Secretariat.',
  GENERAL_SECRETARY: 'The General Secretary.',
  STANDING_SECRETARIAT: 'The Standing Member of the Secretariat.',
});

export const TaskStatus = enumOf('TaskStatus', 'Where a task stands in the work of its lead agency.', {
  ASSIGNED: 'Given to the lead agency, not yet begun.',
  IN_PROGRESS: 'Under way.',
  SUBMITTED: 'Result handed in, not yet accepted.',
  RETURNED: 'Result sent back to be completed.',
  COMPLETED: 'Result accepted.',
  SUSPENDED: 'Paused by the assigner.',
  CANCELLED: 'Withdrawn by the assigner.',
});

export const FeedbackKind = enumOf('FeedbackKind', 'What an opinion is.', {
  REFLECTION: 'Tells of a fact or a difficulty.',
  RECOMMENDATION: 'Asks an agency to do something.',
  INITIATIVE: 'Offers a new idea.',
  SOLUTION: 'Offers a worked-out way to solve a problem.',
});

export const FeedbackStatus = enumOf('FeedbackStatus', 'Where an opinion stands.', {
  RECEIVED: 'Arrived, not yet read.',
  CLASSIFIED: 'Read and sorted by subject.',
  FORWARDED: 'Sent to the agency that answers.',
  IN_PROGRESS: 'Being answered.',
  ANSWERED: 'Answered.',
  CLOSED: 'Nothing remains to be done.',
  DUPLICATE: 'Says again what an earlier opinion says.',
  OUT_OF_SCOPE: 'About something that these agencies do not decide.',
});

export const SubmitterKind = enumOf('SubmitterKind', 'Who sent an opinion.', {
  CITIZEN: 'A citizen.',
  BUSINESS: 'A business.',
  ORGANISATION: 'An organisation.',
  OFFICIAL: 'An official.',
});

export const TaskGroup = enumOf('TaskGroup', 'What to count tasks by.', {
  RESOLUTION: 'The id of the document that a task rests on.',
  STATUS: 'Where tasks stand.',
  TIMELINESS: 'How tasks stand against their due day.',
  LEAD_ORG: 'The id of the lead agency.',
});
