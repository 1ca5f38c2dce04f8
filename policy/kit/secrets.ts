import { SECRET_FORMS } from "@pmp/secrets";
import { isRecord } from "./resource.ts";

/** Something in a resource that looks like a credential. */
export interface FoundSecret {
  /** Where it is, such as `environment.variables.AWS_SECRET_ACCESS_KEY`. */
  readonly path: string;
  /** What it looks like; never the value. */
  readonly what: string;
}

/** Names whose value is a credential, whatever it looks like. */
const NAMES = /^(?:aws[_-]?)?(?:access[_-]?key[_-]?id|secret[_-]?access[_-]?key|session[_-]?token)$/i;
/** How the name of a value ends that is a secret: its last word, or its last two. */
const GENERAL_NAMES =
  /(?:^| )(?:password|passwd|pwd|passphrase|credentials?|secret|(?<!(?:client|idempotency|next|page|continuation) )token|(?:secret|private|api|access|auth|signing|encryption) ?key|connection string)$/;

/** Credentials of AWS that stay in a value: by their form anywhere, by name where there is one. */
export function findSecrets(value: unknown, options: { readonly names?: boolean } = {}): FoundSecret[] {
  return [...search(value, "", undefined, options.names ?? false)];
}

/** What a value with that name looks like; undefined when it is harmless. `anyName`: also passwords and other keys by name. */
export function secretIn(name: string | undefined, value: string, anyName: boolean): string | undefined {
  const form = SECRET_FORMS.find(({ pattern }) => pattern.test(value));
  if (form !== undefined) return form.what;
  if (name === undefined || value === "" || isReference(value)) return undefined;
  if (NAMES.test(name)) return "a static AWS credential";
  return anyName && GENERAL_NAMES.test(words(name)) ? "a secret in plain text" : undefined;
}

/** `dbPassword`, `DB_PASSWORD` and `db.password` are the same words: `db password`. */
function words(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[^A-Za-z0-9]+/g, " ")
    .toLowerCase()
    .trim();
}

/** A value that only says where the secret is (an ARN, a path, a placeholder of a template), or whether there is one. */
function isReference(value: string): boolean {
  return /^arn:[a-z-]+:(?:secretsmanager|ssm):|^\$[({]|^\{\{|^<.*>$|^(?:\/[\w.-]+){2,}$|^(?:true|false|none|null)$/.test(
    value,
  );
}

function* search(value: unknown, path: string, name: string | undefined, names: boolean): Iterable<FoundSecret> {
  if (typeof value === "string") {
    const what = secretIn(name, value, names);
    if (what !== undefined) yield { path, what };
    else if (/^\s*[[{]/.test(value)) yield* inJson(value, path, names);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* search(item, `${path}[${index}]`, undefined, names);
  } else if (isRecord(value)) {
    // An environment variable of a container: { name: …, value: … }.
    const variable = typeof value.name === "string" && typeof value.value === "string" ? value.name : undefined;
    for (const [key, inner] of Object.entries(value)) {
      const called = variable !== undefined && key === "value" ? variable : key;
      yield* search(inner, path === "" ? key : `${path}.${key}`, called, names);
    }
  }
}

/** Documents in JSON are searched too: container definitions, IAM policies, kubeconfigs. */
function* inJson(text: string, path: string, names: boolean): Iterable<FoundSecret> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return;
  }
  yield* search(document, path, undefined, names);
}
