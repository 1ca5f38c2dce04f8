/** The links of the chain from an API to an alarm, in the order in which a trace passes them. */
export const LINKS = [
  "account",
  "identity",
  "agent",
  "network",
  "app",
  "propagation",
  "sampling",
  "store",
  "alarms",
] as const;
export type Link = (typeof LINKS)[number];

/** What each link is, for reports and docs/checks.md. */
export const LINK_TITLES: Readonly<Record<Link, string>> = {
  account: "Account: the switches of X-Ray in this account and region",
  identity: "Identity: whose rights the agent has",
  agent: "Agent: it runs wherever the API runs",
  network: "Network: from the API to the agent, and from the agent to AWS",
  app: "App: the API is instrumented",
  propagation: "Propagation: trace headers of callers",
  sampling: "Sampling: the plan decides",
  store: "Store: traces can be read back",
  alarms: "Alarms: somebody learns of faults",
};
