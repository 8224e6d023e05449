/** What a reader of doubles could not give back of a number as it is written; null where there is nothing. */
export function faultOfNumber(number: string): string | null {
  const value = Number(number);
  if (!Number.isFinite(value)) return 'a number out of range';
  // What is written with a fraction or an exponent is a double's own number, as long as it is given back.
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && (/^-?\d+$/.test(number) || !isGivenBack(number)))
    return 'an integer out of range';
  if (value === 0 && (number.startsWith('-') || /^[0.]*[1-9]/.test(number))) return 'a number that would become zero';
  return null;
}

/** Whether a number stands for the same once it was read as a double and is written again. */
export function isGivenBack(number: string): boolean {
  const [digits, power] = digitsOf(number);
  const [given, of] = digitsOf(String(Number(number)));
  return digits === given && (digits === '' || power === of);
}

/** A number's digits from the first to the last that is not zero, and which power of ten the last counts. */
function digitsOf(number: string): readonly [digits: string, power: number] {
  const [, whole = '', fraction = '', exponent = '0'] = /^-?(\d*)\.?(\d*)(?:[eE](.*))?$/.exec(number) ?? [];
  const all = whole + fraction;
  let [first, end] = [0, all.length];
  // attacker-controlled: an expression for zeros at an end takes the square of their count.
  while (all[first] === '0') first += 1;
  while (end > first && all[end - 1] === '0') end -= 1;
  return [all.slice(first, end), Number(exponent) - fraction.length + all.length - end];
}
