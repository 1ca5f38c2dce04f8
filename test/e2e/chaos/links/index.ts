import type { ChaosLink } from "../link.ts";
import { AGENT_LINKS } from "./agent.ts";
import { ALARMS } from "./alarms.ts";
import { APP } from "./app.ts";
import { IDENTITY } from "./identity.ts";
import { NETWORK } from "./network.ts";
import { SAMPLING_AND_STORE } from "./sampling-and-store.ts";

/** All links that the local cluster can show, in the order of the chain. */
export const CHAOS_LINKS: readonly ChaosLink[] = [
  ...IDENTITY,
  ...AGENT_LINKS,
  ...NETWORK,
  ...APP,
  ...SAMPLING_AND_STORE,
  ...ALARMS,
];
