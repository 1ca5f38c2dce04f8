import type { KnownValues } from "@pmp/filter";
import { filter } from "./route.ts";
import { traces } from "./traces.ts";

/** Names of this many of the newest traces are suggested. */
const MAX_TRACES = 2000;
/** With more names of a kind, the collection starts again. */
const MAX_NAMES = 5000;

const services = new Set<string>();
const annotationKeys = new Set<string>();
const users = new Set<string>();
const urls = new Set<string>();

function remember(): void {
  for (const names of [services, annotationKeys, users, urls]) if (names.size > MAX_NAMES) names.clear();
  for (const trace of traces.peek().slice(0, MAX_TRACES)) {
    for (const service of trace.services) services.add(service);
    for (const key of Object.keys(trace.annotations)) annotationKeys.add(key);
    if (trace.user !== undefined) users.add(trace.user);
    if (trace.url !== undefined) urls.add(trace.url);
  }
}

// A filter leaves few traces in the list: names of the list before it are still useful suggestions.
filter.subscribe(remember);

/** Names for completion, from the traces in the list now and before. */
export function knownNames(): KnownValues {
  remember();
  const sorted = (names: ReadonlySet<string>): string[] => [...names].sort();
  return {
    services: sorted(services),
    annotationKeys: sorted(annotationKeys),
    users: sorted(users),
    urls: sorted(urls),
    groups: [],
  };
}
