/** Vowels with all their marks; with the consonants, every letter that a Vietnamese word can hold. */
const VOWELS = 'aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ';
const CONSONANTS = 'bcdđfghjklmnpqrstvwxz';

const LEGIBLE = `${VOWELS}${CONSONANTS}`;

/** Any code point that no composed Vietnamese name holds: bytes of an old encoding, for instance. */
const FOREIGN = new RegExp(`[^${LEGIBLE}${LEGIBLE.toUpperCase()} \\u00a0.,'-]`, 'u');

export const hasForeignLetter = (text: string): boolean => FOREIGN.test(text);

/** Family and middle names that are never written without marks, without them: finding one bare betrays a bare name. */
const ALWAYS_MARKED: ReadonlySet<string> = new Set(
  (
    'nguyen tran le pham hoang huynh vu vo dang bui do ho ngo duong ly dinh trinh doan dao luong ' +
    'thi van duc mau phong gia thu ao'
  ).split(' '),
);

/** Whether a name was typed without any mark: pure ASCII, with a part that is never written so. */
export function isUnmarked(name: string): boolean {
  if (!/^[A-Za-z\s]+$/.test(name)) return false;
  const words = name.toLowerCase().split(/\s+/u);
  return words.length > 1 && words.some((word) => ALWAYS_MARKED.has(word));
}

/** `oà`, `oẻ`, `uý` at the end of a word: the mark belongs on the first vowel there, except after `q`, whose `u` is no vowel. */
const MISPLACED_TONE = /(?:o[àảãáạèẻẽéẹ]|(?<!q)u[ỳỷỹýỵ])(?!\p{L})/u;

/** Whether a composed, lower-case name places a tone on the second vowel of an open `oa`, `oe` or `uy`. */
export const hasMisplacedTone = (name: string): boolean => MISPLACED_TONE.test(name);
