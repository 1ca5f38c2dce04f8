/**
 * Recognizes secrets: tracing removes them, the policy pack rejects them. Pure: no dependency, no I/O, and all
 * expressions run in linear time.
 */
export { isCardNumber, redactCards } from "./cards.ts";
export { credentialIn, FORM_BEGINNINGS, SECRET_FORMS } from "./forms.ts";
export { SecretKeys } from "./keys.ts";
export { credentialNamed } from "./names.ts";
export { prefixScanner } from "./prefix-scanner.ts";
export { looksRandom } from "./random.ts";
