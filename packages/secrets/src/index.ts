/**
 * What a secret looks like: tracing removes it, the policy pack refuses it. Pure: no dependency, no I/O, and no
 * expression here takes more than linear time.
 */
export { isCardNumber, redactCards } from "./cards.ts";
export { credentialIn, FORM_BEGINNINGS, SECRET_FORMS, type SecretForm } from "./forms.ts";
export { SecretKeys, type KeyKind } from "./keys.ts";
export { credentialNamed } from "./names.ts";
export { prefixScanner, type PrefixGroup } from "./prefix-scanner.ts";
export { looksRandom } from "./random.ts";
