// Inquiry over the audit log: what is asked, how it is found, and how it is checked.
export type { Leaf, LogSource } from './log-source.js';
export { createEntries, type Entries, type Entry } from './entry.js';
export { answers, type Period, type Question } from './question.js';
export { scan } from './scan.js';
export { createSearch, type Answered, type Search } from './search.js';
export { createShipper, type Shipped, type Shipper } from './shipper.js';
