import type { Attributes } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";

type Resource = ReadableSpan["resource"];

/**
 * A resource with the attributes that are known at the start, and further ones once they were found. A known attribute
 * keeps its value. Its `attributes` are another object then: what is derived from them is cached by that object.
 */
export function growingResource(known: Attributes, found: Promise<Attributes> | undefined): Resource {
  const start = resourceFromAttributes(known);
  if (found === undefined) return start;
  let current = start;
  void found.then((more) => (current = resourceFromAttributes({ ...more, ...known })));
  return {
    get attributes() {
      return current.attributes;
    },
    get asyncAttributesPending() {
      return current.asyncAttributesPending ?? false;
    },
    getRawAttributes: () => current.getRawAttributes(),
    merge: (other) => current.merge(other),
  };
}
