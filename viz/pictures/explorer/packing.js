// Undo what packing.py does: copies are a sign, how far back, and how long.

const DIGITS = Array.from({ length: 91 }, (_, i) => String.fromCharCode(35 + i)).filter((sign) => !"&'<>\\`".includes(sign));
const LEAST_COPY = 5;

/** The text that was packed. */
export function unpacked(text) {
  const digit = new Map(DIGITS.map((sign, i) => [sign, i]));
  const found = [];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] !== "~") {
      found.push(text[at]);
      continue;
    }
    const [high, low, length] = [1, 2, 3].map((i) => digit.get(text[at + i]));
    const start = found.length - high * DIGITS.length - low;
    for (let i = 0; i < length + LEAST_COPY; i += 1) found.push(found[start + i]);
    at += 3;
  }
  return found.join("");
}
