import type { KnownValues } from "../../../src/filter/index.ts";
import { traces } from "./traces.ts";

/** Names from so many of the newest traces are proposed: an old trace's are hardly what one looks for. */
const LOOKED_AT = 2000;

/** The names that a filter may speak of, from the traces in the list. */
export function knownNames(): KnownValues {
  const services = new Set<string>();
  const annotationKeys = new Set<string>();
  const users = new Set<string>();
  const urls = new Set<string>();
  for (const trace of traces.peek().slice(0, LOOKED_AT)) {
    for (const service of trace.services) services.add(service);
    for (const key of Object.keys(trace.annotations)) annotationKeys.add(key);
    if (trace.user !== undefined) users.add(trace.user);
    if (trace.url !== undefined) urls.add(trace.url);
  }
  const sorted = (names: ReadonlySet<string>): string[] => [...names].sort();
  return {
    services: sorted(services),
    annotationKeys: sorted(annotationKeys),
    users: sorted(users),
    urls: sorted(urls),
    groups: [],
  };
}
