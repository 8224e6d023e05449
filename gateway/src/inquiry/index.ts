// Inquiry over the audit log: what is asked, how it is found, and how it is checked.
export type { Leaf, LogSource } from './log-source.js';
export { openLogFolder } from './log-folder.js';
export { createEntries, type Entry } from './entry.js';
export { answers, isOf, isWithin, type Line, type Period, type Question } from './question.js';
export { questionOf } from './ask.js';
export { createCursors } from './cursor.js';
export { createDesk } from './desk.js';
export type { DeskParts } from './desk-parts.js';
export { scan } from './scan.js';
export { createIndexCheck, type IndexCheck } from './index-check.js';
export { createSearch, type Search } from './search.js';
export { createShipper, type Shipped, type ShipperParts } from './shipper.js';
export { periodsBehind, volumesOf, type Counted } from './volumes.js';
