/** Old TCVN3 bytes read as Latin-1: what a document typed before Unicode looks like. */
const TCVN3: Readonly<Record<string, string>> = Object.fromEntries(
  [...'àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ'].map((letter, index) => [
    letter,
    String.fromCharCode(
      [
        0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xa8, 0xbb, 0xbc, 0xbd, 0xbe, 0xc6, 0xa9, 0xc7, 0xc8, 0xc9, 0xca, 0xcb, 0xae,
        0xcc, 0xce, 0xcf, 0xd0, 0xd1, 0xaa, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xdc, 0xdd, 0xde, 0xdf, 0xe1,
        0xe2, 0xe3, 0xe4, 0xab, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xac, 0xea, 0xeb, 0xec, 0xed, 0xee, 0xef, 0xf1, 0xf2,
        0xf3, 0xf4, 0xad, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe,
      ][index]!,
    ),
  ]),
);
const TCVN3_CAPITALS: Readonly<Record<string, string>> = { Ă: '¡', Â: '¢', Ê: '£', Ô: '¤', Ơ: '¥', Ư: '¦', Đ: '§' };

/** Letters of Vietnamese, and what separates words. */
const LEGAL = new Set([
  ...'aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz',
  ...'AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬBCDĐEÈẺẼÉẸÊỀỂỄẾỆFGHIÌỈĨÍỊJKLMNOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢPQRSTUÙỦŨÚỤƯỪỬỮỨỰVWXYỲỶỸÝỴZ',
  ..." \u00a0.,-'",
]);

/** The text with TCVN3 bytes for its Vietnamese letters. */
export function legacyBytes(text: string): string {
  return [...text]
    .map((letter) => {
      const lower = letter.toLowerCase();
      return TCVN3[letter] ?? TCVN3_CAPITALS[letter] ?? (TCVN3[lower] === undefined ? letter : TCVN3[lower]!);
    })
    .join('');
}

/** Whether a Vietnamese name cannot hold one of these code points. */
export function hasIllegalLetter(text: string): boolean {
  for (const letter of text.normalize('NFC')) if (!LEGAL.has(letter)) return true;
  return false;
}

/** Names with an open `oa`, `oe`, `uy` syllable: first the clean spelling, then the other placement in use. */
const OTHER_PLACEMENT = new Map([
  ['òa', 'oà'],
  ['óa', 'oá'],
  ['ỏa', 'oả'],
  ['õa', 'oã'],
  ['ọa', 'oạ'],
  ['òe', 'oè'],
  ['óe', 'oé'],
  ['ỏe', 'oẻ'],
  ['õe', 'oẽ'],
  ['ọe', 'oẹ'],
  ['ùy', 'uỳ'],
  ['úy', 'uý'],
  ['ủy', 'uỷ'],
  ['ũy', 'uỹ'],
  ['ụy', 'uỵ'],
]);

/** The last syllable with its tone mark on the second vowel, or undefined where there is no choice. */
export function otherTonePlacement(name: string): string | undefined {
  const other = OTHER_PLACEMENT.get(name.slice(-2));
  return other === undefined ? undefined : name.slice(0, -2) + other;
}
