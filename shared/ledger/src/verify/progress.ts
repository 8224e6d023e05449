/** Told from time to time how far a long verification is, so that whoever waits for it sees that it goes on. */
export type Progress = (done: number, of: number, what: 'records' | 'segments') => void;
