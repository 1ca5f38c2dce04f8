import { looksRandom, type SecretKeys } from "@pmp/secrets";
import { REDACTED } from "./values.ts";

const NAME = /^(?:name|key|header|field|param|parameter|label|property|attribute|option|id|k|n|@_?name)$/i;
const VALUE = /^(?:value|values|val|content|data|text|string|v|#text|_)$/i;
const WORD = /^-{0,2}[A-Za-z_][\w.-]{0,80}$/;
const OPTION = /^--?[A-Za-z]/;
/** Of these commands `-p` is the password; elsewhere it is a port, a path or a profile. */
const PASSWORD_COMMAND = /(?:^|\/)(?:mysql\w*|mariadb[\w-]*|sshpass|redis-cli|docker|podman)(?:\.exe)?$/;

/** Followed by a name and a password, or by the ids of a user and a group. */
const USER_OPTION = /^(?:-u|-U|--user|--proxy-user)$/;
const USER_WITH_PASSWORD = /^(?!\d+:\d+$)[^\s:]{1,64}:(?=.)/;

/**
 * A list with values after their names: `["password", "x"]`, Node's `rawHeaders` such as `["Host", "a",
 * "Authorization", "Basic x"]`, and the arguments of a command.
 */
export function redactList(list: readonly unknown[], keys: SecretKeys): readonly unknown[] {
  if (!list.some((item) => typeof item === "string")) return list;
  const command = list.some((item) => typeof item === "string" && PASSWORD_COMMAND.test(item));
  return list.map((item, at) => {
    if (typeof item !== "string") return at === 1 && list.length === 2 && isSecretName(list[0], keys) ? REDACTED : item;
    const before = list[at - 1];
    if (command && /^-[pa]\S/.test(item) && !/^-[pa]=?\d+(?::\d+)?$/.test(item))
      return `${item.slice(0, 2)}${REDACTED}`;
    if (typeof before !== "string") return item;
    if (command && /^-[pa]$/.test(before)) return REDACTED;
    const user = USER_OPTION.test(before) ? USER_WITH_PASSWORD.exec(item)?.[0] : undefined;
    if (user !== undefined) return user + REDACTED;
    if (!isSecretName(before, keys)) return item;
    if (OPTION.test(before)) return OPTION.test(item) && !looksRandom(item) ? item : REDACTED;
    return list.length === 2 || HEADER.test(before) || isValue(item) ? REDACTED : item;
  });
}

const HEADER = /authorization|cookie|-(?:key|token|secret|auth)$/i;

/** A list of names has no values: `["password", "email"]` may be missing fields. */
function isValue(text: string): boolean {
  return !/^[a-z]+(?:[_ -]?[a-z]+)*$|^[a-z]+[A-Z][a-z]+$/.test(text);
}

function isSecretName(item: unknown, keys: SecretKeys): boolean {
  return typeof item === "string" && WORD.test(item) && keys.has(item);
}

/** An object with a name and its value: `{ name: "password", value: "x" }`. */
export function redactPair(object: object, keys: SecretKeys): object {
  const entries: [string, unknown][] = Object.entries(object);
  if (!entries.some(([key, value]) => NAME.test(key) && isSecretName(value, keys))) return object;
  return Object.fromEntries(entries.map(([key, value]) => [key, VALUE.test(key) ? REDACTED : value]));
}
