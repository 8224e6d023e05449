import type { Check } from './check.js';
import { hasForeignLetter, hasMisplacedTone, isUnmarked } from './vietnamese.js';

const MISSPACED = /\u00a0|\s{2}|^\s|\s$/u;
const isShouted = (name: string): boolean => name === name.toUpperCase() && name !== name.toLowerCase();

/** Q01–Q05: how the full name is written. */
export const checkName: Check = ({ fullName }, say) => {
  const composed = fullName.normalize('NFC');
  const isLegible = !hasForeignLetter(composed);
  say('Q01', 'fullName', isUnmarked(composed));
  say('Q02', 'fullName', fullName !== composed);
  say('Q04', 'fullName', !isLegible);
  // Bytes of an old encoding are garbage: its capitals, marks and spaces say nothing more.
  if (!isLegible) return;
  say('Q03', 'fullName', hasMisplacedTone(composed.toLowerCase()));
  say('Q05', 'fullName', MISSPACED.test(composed) || isShouted(composed));
};
