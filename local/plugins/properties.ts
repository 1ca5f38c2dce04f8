/** Marks special values (secrets, outputs) in the engine's property maps. */
const signatureKey = "4dabf18193072939515e22adb298388d";
/** The engine's placeholder for a value that is unknown until another resource is created. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A property map as plain data. */
export type Properties = Record<string, unknown>;

export function isRecord(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Unwraps a property: the engine wraps secrets and outputs in an object with a signature, and the AWS and Kubernetes
 * APIs need the value. Undefined members are left out, as in JSON.
 */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  if (signatureKey in value) return "value" in value ? plain(value.value) : unknownValue;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, plain(member)]])),
  );
}

/** `plain`, for a property map. */
export function plainProperties(value: unknown): Properties {
  const result = plain(value);
  return isRecord(result) ? result : {};
}

/** Whether any part of the value is still unknown, as it may be during a preview. */
export function hasUnknowns(value: unknown): boolean {
  if (value === unknownValue) return true;
  if (Array.isArray(value)) return value.some(hasUnknowns);
  return isRecord(value) && Object.values(value).some(hasUnknowns);
}

/** The resource type inside a URN, `urn:pulumi:stack::project::parent$type::name`. */
export function typeOf(urn: string): string {
  const qualified = urn.split("::")[2] ?? "";
  return qualified.split("$").at(-1) ?? "";
}
