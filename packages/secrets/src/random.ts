/** True for a word that hardly any language has: with digits among letters, signs, or letters of both cases mixed. */
export function looksRandom(word: string): boolean {
  if (word.length < 6) return false;
  if (/[A-Za-z]/.test(word) && /\d/.test(word)) return true;
  if (/[A-Za-z0-9][!@#$%^&*~+=?]/.test(word)) return true;
  return word.length >= 8 && (word.match(/[a-z](?=[A-Z])/g)?.length ?? 0) >= 2;
}
