import { isCardNumber, redactCards, SECRET_FORMS, SecretKeys } from "@pmp/secrets";
import { REDACTED, TextRedactor } from "@pmp/xray-local/redact";

const KEYS = new SecretKeys();
const TEXT = new TextRedactor(KEYS);
const FORMS = new RegExp(SECRET_FORMS.flatMap(({ sure, source }) => (sure ? [source] : [])).join("|"), "g");
/** Ids of traces: their digits may look like the number of a card. */
const TRACE_ID = /(\b1-[0-9a-f]{8}-[0-9a-f]{24}\b)/;
const SEGMENT_ID = /^(?=.*[a-f])[0-9a-f]{16}$/;

/**
 * Data of others without secrets, by the same rules as `@pmp/tracing`: other senders may not have redacted their traces,
 * and log lines hold anything.
 */
export function redact(value: unknown, key = ""): unknown {
  if (KEYS.hides(key, value) || (KEYS.isBody(key) && typeof value !== "number" && value !== null)) return REDACTED;
  if (typeof value === "number") return isCardNumber(String(value)) ? REDACTED : value;
  return mapTexts(value, redactText, (item, name) => redact(item, name === "" ? key : name));
}

/**
 * Texts of this program without what is a credential by its form. Its sentences speak of passwords and credentials, so
 * that what stands behind such a word is no secret. Evidence is quoted from others.
 */
export function redactOwn(value: unknown, key = ""): unknown {
  return key === "evidence" ? redact(value) : mapTexts(value, redactForms, redactOwn);
}

/** A sentence of this program without credentials. */
export function redactForms(text: string): string {
  return outsideTraceIds(text, (part) => redactCards(part.replace(FORMS, REDACTED), REDACTED));
}

function redactText(text: string): string {
  return SEGMENT_ID.test(text) ? text : outsideTraceIds(text, (part) => TEXT.redact(part));
}

function outsideTraceIds(text: string, change: (part: string) => string): string {
  return text
    .split(TRACE_ID)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join("");
}

/** A copy with changed texts and names. Items of a list have no name. */
function mapTexts(
  value: unknown,
  change: (text: string) => string,
  next: (item: unknown, name: string) => unknown,
): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => next(item, ""));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [change(name), next(item, name)]));
}
