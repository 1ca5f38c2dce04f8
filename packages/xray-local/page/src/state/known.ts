import type { KnownValues } from "@pmp/filter";
import { filter } from "./route.ts";
import { traces } from "./traces.ts";

/** Names from so many of the newest traces are proposed: an old trace's are hardly what one looks for. */
const LOOKED_AT = 2000;
/** More names of a kind than this are forgotten, and collected anew. */
const MOST = 5000;

const services = new Set<string>();
const annotationKeys = new Set<string>();
const users = new Set<string>();
const urls = new Set<string>();

function remember(): void {
  for (const names of [services, annotationKeys, users, urls]) if (names.size > MOST) names.clear();
  for (const trace of traces.peek().slice(0, LOOKED_AT)) {
    for (const service of trace.services) services.add(service);
    for (const key of Object.keys(trace.annotations)) annotationKeys.add(key);
    if (trace.user !== undefined) users.add(trace.user);
    if (trace.url !== undefined) urls.add(trace.url);
  }
}

// A filter leaves few traces in the list, or none: what the list before it knew is still worth proposing.
filter.subscribe(remember);

/** The names that a filter may speak of, from the traces that are in the list and those that were before. */
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
