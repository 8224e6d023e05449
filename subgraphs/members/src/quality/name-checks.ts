import { check, type Check, type Stored } from './check.js';
import { hasForeignLetter, hasMisplacedTone, isUnmarked } from './vietnamese.js';

const composed = ({ fullName }: Stored): string => fullName.normalize('NFC');

/** Bytes of an old encoding are garbage: its capitals, marks and spaces say nothing more. */
const isLegible = (record: Stored): boolean => !hasForeignLetter(composed(record));

const isShouted = (name: string): boolean => name === name.toUpperCase() && name !== name.toLowerCase();
const MISSPACED = /\u00a0|\s{2}|^\s|\s$/u;

/** Q01–Q05: how the full name is written. */
export const NAME_CHECKS: readonly Check[] = [
  check('Q01', 'fullName', ({ fullName }) => isUnmarked(fullName)),
  check('Q02', 'fullName', (record) => record.fullName !== composed(record)),
  check('Q03', 'fullName', (record) => hasMisplacedTone(composed(record).toLowerCase()), isLegible),
  check('Q04', 'fullName', (record) => !isLegible(record)),
  check('Q05', 'fullName', ({ fullName }) => MISSPACED.test(fullName) || isShouted(fullName), isLegible),
];
