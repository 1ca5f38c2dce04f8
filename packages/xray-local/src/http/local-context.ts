import type { ApiContext } from "../api/context.ts";
import type { Counters, ServerInfo } from "../page-api.ts";
import type { Changes } from "../store/changes.ts";

/** What the page's API works on. */
export interface LocalContext extends ApiContext {
  readonly changes: Changes;
  readonly counters: () => Counters;
  readonly info: () => ServerInfo;
}
