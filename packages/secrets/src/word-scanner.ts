const LETTERS = 26;

/**
 * A test whether one of many words begins a word of a text, for texts of which each is asked and hardly any has one: one
 * pass that looks closer only where a word begins with the right two letters. Without regard to case.
 *
 * @param words sources of expressions, each of which begins with two letters
 */
export function wordScanner(words: readonly string[]): (text: string) => boolean {
  const byPrefix = new Array<RegExp | undefined>(LETTERS * LETTERS).fill(undefined);
  for (const word of words) {
    const index = prefix(word.charCodeAt(0), word.charCodeAt(1));
    const same = words.filter((other) => prefix(other.charCodeAt(0), other.charCodeAt(1)) === index);
    byPrefix[index] ??= new RegExp(same.join("|"), "iy");
  }
  return (text) => {
    let inWord = false;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at) | 32;
      const isLetter = code >= 97 && code <= 122;
      if (isLetter && !inWord) {
        const pattern = byPrefix[prefix(code, text.charCodeAt(at + 1))];
        if (pattern) {
          pattern.lastIndex = at;
          if (pattern.test(text)) return true;
        }
      }
      inWord = isLetter;
    }
    return false;
  };
}

function prefix(first: number, second: number): number {
  const index = (second | 32) - 97;
  return index >= 0 && index < LETTERS ? ((first | 32) - 97) * LETTERS + index : -1;
}
