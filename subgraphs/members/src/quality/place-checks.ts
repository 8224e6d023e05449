import type { Check } from './check.js';

/** Q15: names a unit that ended and has one successor, or a district. Q16: one that was split, so which is meant is unknown. */
export const checkPlaces: Check = ({ hometownRaw, permanentAddress }, say, { places }) => {
  const hometown = places.judge(hometownRaw);
  const address = places.judge(permanentAddress);
  say('Q15', 'hometownRaw', hometown === 'ENDED');
  say('Q15', 'permanentAddress', address === 'ENDED');
  say('Q16', 'hometownRaw', hometown === 'AMBIGUOUS');
  say('Q16', 'permanentAddress', address === 'AMBIGUOUS');
};
