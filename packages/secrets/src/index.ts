export { isCardNumber, redactCards } from "./cards.ts";
export { SECRET_FORMS, type SecretForm } from "./forms.ts";
export { SecretKeys } from "./keys.ts";
