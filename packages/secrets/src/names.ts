import { fold, wordsOf } from "./keys.ts";
import { CREDENTIAL_NAMES, HARMLESS_TOKENS } from "./words.ts";

const AWS_NAMES = /^(?:aws)?(?:accesskeyid|secretaccesskey|sessiontoken)$/;
const NAMES = new Set(CREDENTIAL_NAMES.map(fold));
/** Also matched at the end of an undivided word: `DBPASSWORD`. */
const RUN_TOGETHER = /(?:password|passwd|passphrase|apikey|(?<!(?:client|idempotency|next|page|continuation))token)$/;
const MOST_WORDS = 3;

/**
 * The kind of value of a setting, by the end of its name: `DB_PASSWORD` is a credential, `PASSWORD_FILE` only refers to
 * one. For definitions and configuration; telemetry is stricter, see `SecretKeys`.
 */
export function credentialNamed(name: string): "a static AWS credential" | "a secret in plain text" | undefined {
  if (AWS_NAMES.test(fold(name))) return "a static AWS credential";
  const words = wordsOf(name);
  const last = words.at(-1) ?? "";
  if (last === "token" && HARMLESS_TOKENS.has(words.at(-2) ?? "")) return undefined;
  for (let count = 1; count <= MOST_WORDS; count += 1)
    if (NAMES.has(words.slice(-count).join(""))) return "a secret in plain text";
  return RUN_TOGETHER.test(last) ? "a secret in plain text" : undefined;
}
