import assert from "node:assert/strict";
import fc from "fast-check";

/** How a key and its value are written; `\n` and escapes as they stand in the text. */
export const FORMS: readonly (readonly [string, (key: string, value: string) => string])[] = [
  ["a pair", (k, v) => `login failed ${k}=${v}`],
  ["a line", (k, v) => `${k}: ${v}\nnext`],
  ["JSON", (k, v) => JSON.stringify({ id: 1, [k]: v, x: [2] })],
  ["JSON in JSON", (k, v) => JSON.stringify({ text: JSON.stringify({ [k]: v }) })],
  ["JSON three deep", (k, v) => JSON.stringify([JSON.stringify(JSON.stringify({ [k]: v, next: 1 }))])],
  ["a nested parameter", (k, v) => `user[${k}]=${v}&next=1`],
  ["an encoded parameter", (k, v) => `user%5B${k}%5D=${v}&next=1`],
  ["an encoded pair", (k, v) => `${k}%3D${v}%26next`],
  ["an element", (k, v) => `<${k}>${v}</${k}><id>5</id>`],
  ["an attribute", (k, v) => `<user ${k}="${v}" id="5"/>`],
  ["a field of a form whose value stands first", (k, v) => `<input value="${v}" type="text" name="${k}">`],
  ["an element named by an attribute", (k, v) => `<add key="${k}" value="${v}"/>`],
  ["a part of a form", (k, v) => `Content-Disposition: form-data; name="${k}"\r\n\r\n${v}\r\n--end`],
  ["the next line", (k, v) => `${k}:\n  ${v}\nnext: 1`],
  ["a block of YAML", (k, v) => `${k}: |\n  ${v}\n  more\nnext: 1`],
  ["a quoted value of two lines", (k, v) => `${k}="first\n${v};} last" next`],
  ["an inspected object", (k, v) => `{ id: 1, '${k}': '${v}' }`],
  [
    "a pair in a list",
    (k, v) =>
      JSON.stringify([
        ["a", "b"],
        [k, v],
      ]),
  ],
  ["a name with its value", (k, v) => JSON.stringify([{ name: k, value: v }])],
  ["a value with its name", (k, v) => JSON.stringify([{ value: v, name: k }])],
  ["an option", (k, v) => `node app.js --${k} ${v} --port 80`],
  ["entities", (k, v) => `{&quot;${k}&quot;:&quot;${v}&quot;}`],
];
export const KEYS =
  "password db_pass PGPASS apiKey x-auth session sid mfa_code AccountKey SharedAccessKey refreshTokens".split(" ");
/** Without the letters of hexadecimal ids, six of which may stand in a document by chance. */
const LETTERS = Array.from("ABCDEFGHJKLMNPQRSTUVWXYZghijkmnpqrstuvwxyz0123456789");
/** No word, and with no six characters that stand anywhere else. */
export const value = fc
  .string({ unit: fc.constantFrom(...LETTERS), minLength: 10, maxLength: 30 })
  .filter((text) => !/\d{4}/.test(text))
  .map((text) => `q7${text}Z`);

/** Six characters of the secret in a row that stand in the text, if any do. */
export function pieceLeft(text: string, secret: string): string | undefined {
  for (let at = 0; at + 6 <= secret.length; at += 1)
    if (text.includes(secret.slice(at, at + 6))) return secret.slice(at, at + 6);
  return undefined;
}

export function assertGone(text: string, secret: string, where: string): void {
  assert.equal(pieceLeft(text, secret), undefined, `${where}: ${text}`);
}
