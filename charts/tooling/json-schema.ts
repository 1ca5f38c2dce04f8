/** A JSON schema, or a part of one. */
export type Schema = Readonly<Record<string, unknown>>;

/** An object without further keys, so that a misspelt key is refused instead of ignored. */
export function closed(properties: Readonly<Record<string, Schema>>, rest: Schema = {}): Schema {
  return { type: "object", additionalProperties: false, properties, ...rest };
}

/** An object of any keys, each with a value of the same shape. */
export function stringMap(value: Schema, rest: Schema = {}): Schema {
  return { type: "object", additionalProperties: value, ...rest };
}

/** A list of values of one shape. */
export function listOf(items: Schema, rest: Schema = {}): Schema {
  return { type: "array", items, ...rest };
}
