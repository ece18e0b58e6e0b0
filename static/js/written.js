// What a key says, as shortcuts name it: on a Greek or Russian keyboard the letter that stands in its place on a Latin
// one, and on a French one, whose digits need Shift, the digit without it.

export function written({ key, code, shiftKey }) {
  const upper = key.toUpperCase();
  if (upper >= "A" && upper <= "Z") return upper;
  const digit = !shiftKey && /^Digit(\d)$/.exec(code);
  if (digit) return digit[1];
  const letter = /^\p{L}$/u.test(key) && !/^\p{Script=Latin}$/u.test(key) && /^Key([A-Z])$/.exec(code);
  return letter ? letter[1] : upper;
}
