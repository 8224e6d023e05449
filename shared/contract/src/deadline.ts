/** Header with the milliseconds the gateway still waits. Not part of the proof: it may only shorten what is allowed anyway. */
export const DEADLINE_HEADER = 'agency-deadline-ms';
