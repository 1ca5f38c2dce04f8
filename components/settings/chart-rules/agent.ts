import { mebibytes } from "./quantity.ts";
import type { ChartRule, CompleteValues } from "./rule.ts";

const BUFFER = ["agent", "bufferMB"];

const buffer: ChartRule = {
  reads: ["agent.bufferMB", "agent.resources"],
  problems: ({ agent: { bufferMB, resources } }) => {
    const limit = mebibytes(resources.limits.memory);
    // Too small a limit is reported by itself.
    if (limit < 64) return [];
    const most = Math.floor(limit / 2);
    if (bufferMB > most) {
      const allowed =
        `at most ${most}, half of agent.resources.limits.memory (${resources.limits.memory}), or the daemon would be killed ` +
        "when X-Ray is slow; 0 is a quarter of the limit";
      return [{ path: BUFFER, value: bufferMB, allowed, fix: { set: BUFFER, to: most } }];
    }
    if (bufferMB === 0 || bufferMB >= 3) return [];
    const allowed = "at least 3, the daemon's minimum, or 0 for a quarter of the memory limit";
    return [{ path: BUFFER, value: bufferMB, allowed, fix: { set: BUFFER, to: 3 } }];
  },
};

const token: ChartRule = {
  reads: ["agent.identity.projectToken", "agent.identity.roleArn"],
  problems: ({ agent: { identity } }) => {
    if (!identity.projectToken || identity.roleArn !== "") return [];
    const path = ["agent", "identity", "projectToken"];
    const allowed = "false, without agent.identity.roleArn, the role to assume with the token";
    return [{ path, value: true, allowed, fix: { set: path, to: false } }];
  },
};

/** The X-Ray daemon's client for X-Ray goes through the proxy always; only its clients for credentials read NO_PROXY. */
const proxy: ChartRule = {
  reads: ["agent.proxy.url", "agent.proxy.noProxy", "agent.kind", "agent.endpoint", "region"],
  problems: (values) => {
    const { proxy: given, kind } = values.agent;
    if (given.url === "" || kind !== "xrayDaemon") return [];
    const host = endpointHost(values);
    const allowed = `no name of X-Ray's endpoint, ${host}: the X-Ray daemon reaches X-Ray through agent.proxy.url only`;
    return lastFirst(given.noProxy.map((value, index) => ({ path: ["agent", "proxy", "noProxy", index], value })))
      .filter(({ value }) => isWithin(host, value))
      .map((entry) => ({ ...entry, allowed, fix: { remove: entry.path } }));
  },
};

/** Host name of the X-Ray endpoint: of the one that was set, else the region's own. */
function endpointHost({ region, agent: { endpoint } }: CompleteValues): string {
  if (endpoint === "") return `xray.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
  const [, authority = ""] = /^https?:\/\/([^/?#]+)/.exec(endpoint) ?? [];
  return authority.replace(/:\d+$/, "").toLowerCase();
}

/** Whether a name of NO_PROXY takes in a host. */
function isWithin(host: string, name: string): boolean {
  const domain = name.replace(/:\d+$/, "").replace(/^\*/, "").replace(/^\./, "").toLowerCase();
  return name === "*" || host === domain || host.endsWith(`.${domain}`);
}

const mode: ChartRule = {
  reads: ["agent.enabled", "agent.mode", "api.enabled", "api.serviceAccountAnnotations"],
  problems: ({ agent, api }) => {
    if (!agent.enabled || agent.mode !== "sidecar") return [];
    const path = ["agent", "mode"];
    const alone = "daemonset, with api.enabled=false: a sidecar is part of the API's pods";
    const annotations = ["api", "serviceAccountAnnotations"];
    const role =
      "nothing, with agent.mode=sidecar: the pods run as the agent's service account, which has the agent's role; " +
      "give that role what the API needs";
    return [
      ...(api.enabled ? [] : [{ path, value: agent.mode, allowed: alone, fix: { set: path, to: "daemonset" } }]),
      ...(Object.keys(api.serviceAccountAnnotations).length === 0
        ? []
        : [
            {
              path: annotations,
              value: api.serviceAccountAnnotations,
              allowed: role,
              fix: { remove: annotations },
            },
          ]),
    ];
  },
};

const address: ChartRule = {
  reads: ["agent.enabled", "agent.address", "api.enabled"],
  problems: ({ agent, api }) => {
    const enabled = ["agent", "enabled"];
    const path = ["agent", "address"];
    if (agent.enabled) {
      if (agent.address === "") return [];
      const allowed = "nothing, with agent.enabled=true: it is the address of another release's agent";
      return [{ path, value: agent.address, allowed, fix: { remove: path } }];
    }
    if (!api.enabled) {
      const allowed = "true, with api.enabled=false: nothing would be installed";
      return [{ path: enabled, value: false, allowed, fix: { set: enabled, to: true } }];
    }
    if (agent.address !== "") return [];
    const allowed = "the address of an agent, with agent.enabled=false: the API does not know where to send otherwise";
    return [{ path, value: "", allowed, fix: { set: path, to: "xray-daemon.tracing.svc.cluster.local:2000" } }];
  },
};

const reachable: ChartRule = {
  reads: ["networkPolicy.enabled", "networkPolicy.agent.from", "agent.enabled", "api.enabled"],
  problems: ({ networkPolicy, agent, api }) => {
    if (!networkPolicy.enabled || !agent.enabled || api.enabled || networkPolicy.agent.from.length > 0) return [];
    const path = ["networkPolicy", "agent", "from"];
    const allowed =
      "the pods that send traces, for example " +
      '[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"shop"}}}]; with api.enabled=false, ' +
      "[] blocks every sender";
    const name = [...path, 0, "namespaceSelector", "matchLabels", "kubernetes.io/metadata.name"];
    return [{ path, value: networkPolicy.agent.from, allowed, fix: { set: name, to: "shop" } }];
  },
};

/** Entries of a list from the last to the first, so that the indexes of the others stay valid while entries are removed one by one. */
export function lastFirst<T>(entries: readonly T[]): T[] {
  return entries.toReversed();
}

/** What holds for the agent. */
export const agentRules: readonly ChartRule[] = [buffer, token, proxy, mode, address, reachable];
