/**
 * What a secret looks like: tracing removes it, the policy pack refuses it. Pure: no dependency, no I/O, and no
 * expression here takes more than linear time.
 */
export { isCardNumber, redactCards } from "./cards.ts";
export { credentialIn, FORM_BEGINNINGS, SECRET_FORMS } from "./forms.ts";
export { SecretKeys } from "./keys.ts";
export { credentialNamed } from "./names.ts";
export { prefixScanner } from "./prefix-scanner.ts";
export { looksRandom } from "./random.ts";
