/**
 * Words that make a key's value secret, whatever the value is. They are looked for anywhere in the key, without regard
 * to case and to `-`, `_` and `.` within the word: `apiKey`, `x-api-key` and `api_key` are the same.
 */
const SECRET_WORDS: readonly string[] = [
  "password",
  "passwd",
  "passphrase",
  "passcode",
  "pwd",
  "secret",
  "token",
  "apikey",
  "accesskey",
  "privatekey",
  "signingkey",
  "encryptionkey",
  "authorization",
  "credential",
  "cookie",
  "signature",
  "sessionid",
  "connectsid",
  "csrf",
  "xsrf",
  "jwt",
  "otp",
  "cvv",
  "cvc",
  "cardnumber",
  "creditcard",
  "pan",
  "ssn",
  "iban",
  "pin",
];

/** Short words that are also parts of harmless ones (`pin` in `ping`): they count only as a word of their own. */
const WHOLE_WORDS_ONLY = new Set(["pan", "pin", "otp", "ssn", "pwd", "iban", "jwt", "cvv", "cvc"]);

const BODY = /(?:^|[._-])(?:body|payload)$/i;

/** Keys whose values must not leave the process. */
export class SecretKeys {
  readonly #anywhere: string[];
  readonly #whole: Set<string>;
  /** Most keys are asked for again with each request; the bound keeps keys made from data from filling the memory. */
  readonly #known = new Map<string, boolean>();

  /** @param more words beside the built-in ones, which can't be taken away */
  constructor(more: readonly string[] = []) {
    const words = [...SECRET_WORDS, ...more.map(fold)].filter((word) => word !== "");
    this.#anywhere = words.filter((word) => !WHOLE_WORDS_ONLY.has(word));
    this.#whole = WHOLE_WORDS_ONLY;
  }

  has(key: string): boolean {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const secret = this.#test(key);
    if (this.#known.size < 2_000) this.#known.set(key, secret);
    return secret;
  }

  /** Bodies are never recorded, whatever is in them. */
  isBody(key: string): boolean {
    return BODY.test(key);
  }

  #test(key: string): boolean {
    const folded = fold(key);
    // Counts of tokens, as language models report them, are no secrets.
    if (folded.endsWith("tokens") && !folded.includes("secret")) return false;
    if (this.#anywhere.some((word) => folded.includes(word))) return true;
    return wordsOf(key).some((word) => this.#whole.has(word));
  }
}

function fold(key: string): string {
  return key.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** `userPin`, `user-pin` and `user.pin` all hold the word `pin`. */
function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
}
