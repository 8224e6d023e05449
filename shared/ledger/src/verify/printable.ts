import { FAILURES, UNCHECKED, type Break, type Verdict, type Witnessed } from './verdict.js';

/** Control, format and unassigned characters, lone surrogates and line separators: what could forge a terminal's text. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** attacker-controlled text as one line that any terminal shows as it is. */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);

/** A verdict as one line of JSON, in ASCII but for letters. */
export const verdictAsJson = (verdict: Verdict): string =>
  JSON.stringify(verdict).replace(UNPRINTABLE, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );

/** A verdict for people; the first line says all that a script needs. */
export function verdictAsText(verdict: Verdict): string {
  const lines = [heading(verdict)];
  const { reason, at, origin, records, withheld, disclosed, sealed, notChecked, witnessed, complete, breaks } = verdict;
  if (reason !== undefined) lines.push(`  ${FAILURES[reason]}${at === undefined ? '' : `: ${printable(at)}`}`);
  else {
    lines.push(`  Log: ${printable(origin ?? '')}`);
    // What no trusted key signed for may all be made up, whatever fits together in it.
    const isSigned = !notChecked.includes('SIGNATURES');
    lines.push(
      isSigned
        ? `  Records: ${records} shown and proven, ${withheld} withheld but proven to be there.`
        : `  Records: ${records} shown, ${withheld} withheld, of a log that nobody trusted signed.`,
      `  Sealed fields: ${disclosed} disclosed${isSigned ? ' and proven' : ''}, ${sealed} not shown.`,
    );
    for (const one of breaks ?? []) lines.push(`  ${brokenOff(one)}`);
    if (witnessed !== undefined) lines.push(`  ${recordedWhen(witnessed)}`);
    if (complete !== undefined) {
      const { from, to, months, records: found } = complete;
      const span = `of ${months.join(', ')} between leaf ${from} and leaf ${to}`;
      const these = `${isSigned ? 'These' : 'Unsigned as it is, these'} ${found.length} records and no others`;
      lines.push(`  ${these} ${span} name the subject by the tokens given.`);
      if (found.length > 0) lines.push(`  They are: ${listed(found)}`);
    }
  }
  for (const code of notChecked) lines.push(`  Not checked: ${UNCHECKED[code]}.`);
  return `${lines.join('\n')}\n`;
}

/** `VERIFIED`, `FAILED(reason)`, `NOT-CHECKED(list)`. */
function heading({ verdict, reason, notChecked }: Verdict): string {
  if (verdict === 'FAILED') return `FAILED(${reason})`;
  return verdict === 'NOT-CHECKED' ? `NOT-CHECKED(${notChecked.join(', ')})` : verdict;
}

/** What was published did not change: only what stands beside the tree is lost. */
const brokenOff = ({ index, found, published }: Break): string =>
  `Record ${index} says: the log was broken off. Records ${found} to ${published - 1} stand as they were published; what was sealed for them is lost.`;

function recordedWhen({ after, before, by }: Witnessed): string {
  const names = by.map(printable).join(', ');
  if (after === undefined) return `Recorded before ${utc(before)} according to ${names}.`;
  return `Recorded between ${utc(after)} and ${utc(before)} according to ${names}: shown the log without them at the first time, and with them at the second.`;
}

/** The last second of the year 9999. */
const LAST_SECOND = 253_402_300_799;

/** A time beyond what all calendars know is shown as its seconds. */
export const utc = (seconds: number): string =>
  seconds > LAST_SECOND ? `second ${seconds}` : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

const MOST_LISTED = 100;

const listed = (indexes: readonly number[]): string =>
  indexes.length > MOST_LISTED ? `${indexes.slice(0, MOST_LISTED).join(', ')}, …` : indexes.join(', ');
