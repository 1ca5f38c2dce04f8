/** OpenAPI schemas by name. */
export type Definitions = Readonly<Record<string, unknown>>;

type Node = Readonly<Record<string, unknown>>;

const prefix = "#/components/schemas/";
/** What says something about values; the rest is for people or for the API server. */
const kept: readonly string[] = [
  "additionalProperties",
  "allOf",
  "anyOf",
  "enum",
  "items",
  "maxItems",
  "maxLength",
  "maxProperties",
  "maximum",
  "minItems",
  "minLength",
  "minProperties",
  "minimum",
  "oneOf",
  "pattern",
  "properties",
  "required",
  "type",
];

/**
 * A schema without texts that refuses unknown fields, as the API server does with strict field validation, and fields that
 * are deprecated, which their descriptions say.
 */
export function close(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(close);
  if (!isNode(schema)) return schema;
  const { $ref, properties } = schema;
  if (typeof $ref === "string") return { $ref: $ref.replace(prefix, "#/definitions/") };
  const entries = Object.entries(schema).filter(([key]) => kept.includes(key));
  const closed = Object.fromEntries(
    entries.map(([key, value]) => [key, key === "properties" ? fields(value) : close(value)]),
  );
  const open = "additionalProperties" in schema || schema["x-kubernetes-preserve-unknown-fields"] === true;
  return isNode(properties) && !open ? { ...closed, additionalProperties: false } : closed;
}

function fields(properties: unknown): unknown {
  if (!isNode(properties)) return properties;
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, isDeprecated(schema) ? false : close(schema)]),
  );
}

function isDeprecated(schema: unknown): boolean {
  const description = isNode(schema) ? schema.description : undefined;
  return typeof description === "string" && /^deprecated|^[^.]* is a deprecated |\bDeprecated: /.test(description);
}

/** Name of the definition of each kind, by `group/version/kind`. */
export function kindsOf(definitions: Definitions): Readonly<Record<string, string>> {
  const entries = Object.entries(definitions).flatMap(([name, schema]) => {
    const kinds = isNode(schema) ? schema["x-kubernetes-group-version-kind"] : undefined;
    if (!Array.isArray(kinds) || kinds.length !== 1) return [];
    const [{ group, version, kind }] = kinds as [{ group: string; version: string; kind: string }];
    return [[[group, version, kind].filter((part) => part !== "").join("/"), name] as const];
  });
  return Object.fromEntries(entries);
}

/** The definitions that these refer to, and themselves. */
export function reachable(definitions: Definitions, names: readonly (string | undefined)[]): Definitions {
  const found = new Map<string, unknown>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    const schema = definitions[name];
    if (schema === undefined) throw new Error(`no definition ${name}`);
    found.set(name, schema);
    for (const [, referred = ""] of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      visit(referred);
  };
  for (const name of names) visit(name ?? "of a wanted kind");
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
