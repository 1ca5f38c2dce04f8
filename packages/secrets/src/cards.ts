/** 13 to 19 digits, perhaps in groups, that stand alone. */
const CANDIDATE = /(?<!\d)\d(?:(?:[ .+_-]|%20|%2d)?\d){12,18}(?!\d)/gi;
const MANY_DIGITS = /(?:\d(?:[ .+_-]|%20|%2d)?){13}/i;

/** Replaces payment card numbers, told by their check digit (Luhn). */
export function redactCards(text: string, replacement: string): string {
  if (!MANY_DIGITS.test(text)) return text;
  return text.replace(CANDIDATE, (candidate) =>
    isCardNumber(candidate.replace(/%20|%2d|\D/gi, "")) ? replacement : candidate,
  );
}

/**
 * No card number begins with 0 or 1 (https://en.wikipedia.org/wiki/Payment_card_number), which keeps times in
 * milliseconds readable.
 */
export function isCardNumber(digits: string): boolean {
  if (!/^[2-9]\d{12,18}$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
