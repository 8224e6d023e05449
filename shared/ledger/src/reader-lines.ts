/**
 * Lines of one of the reader's own files, without the space around them. What editors put before the first line (a byte
 * order mark) and behind each one (CR) belongs to none.
 */
export const readerLines = (text: string): string[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.replace(/^[ \t]+|[ \t]+$/g, ''));
