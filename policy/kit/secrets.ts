import { credentialIn, credentialNamed } from "@pmp/secrets";
import { isRecord } from "./read.ts";

/** Something in a resource that looks like a credential. */
export interface FoundSecret {
  /** Its path, such as `environment.variables.AWS_SECRET_ACCESS_KEY`. */
  readonly path: string;
  /** Its kind; never the value. */
  readonly what: string;
}

/** Credentials of AWS that stay in a value: by their form anywhere, by name where there is one. */
export function findSecrets(value: unknown, options: { readonly names?: boolean } = {}): FoundSecret[] {
  return [...search(value, "", undefined, options.names ?? false)];
}

/**
 * What a value with that name looks like; undefined when it is harmless. `anyName`: also passwords and other keys by
 * name.
 */
export function secretIn(name: string | undefined, value: string, anyName: boolean): string | undefined {
  const form = credentialIn(value);
  if (form !== undefined) return form;
  if (name === undefined || value === "" || isReference(value)) return undefined;
  const named = credentialNamed(name);
  return anyName || named === "a static AWS credential" ? named : undefined;
}

/** A value that only refers to a secret (an ARN, a path, a template placeholder), or tells whether there is one. */
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
