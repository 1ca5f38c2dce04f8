import type { ApiContext } from "../api/context.ts";
import type { Counters, ServerInfo } from "../page-api.ts";
import type { ChangeFeed } from "../store/change-feed.ts";

/** Dependencies of the page's API. */
export interface LocalContext extends ApiContext {
  readonly changes: ChangeFeed;
  readonly counters: () => Counters;
  readonly info: () => ServerInfo;
}
