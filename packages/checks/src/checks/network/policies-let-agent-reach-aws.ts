import { defineCheck } from "../../check.ts";
import { networkPolicies } from "../../facts/network-policies.ts";
import { workload } from "../../facts/workload.ts";
import { shutBy } from "../parts/network-policy.ts";

export const policiesLetAgentReachAws = defineCheck({
  name: "policies-let-agent-reach-aws",
  link: "network",
  title: "NetworkPolicies let the agent reach AWS and DNS",
  why: "The agent needs TCP 443 to X-Ray and STS, and DNS to find them.",
  fix: "Allow egress on TCP 443 and on UDP and TCP 53; the chart's own policy does.",
  needs: { work: workload, policies: networkPolicies },
  where: { modes: ["daemonset"] },
  sources: ["https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html"],
  *check({ work, policies }, target) {
    const [agent] = work.agents;
    if (agent === undefined) return;
    const ways = [
      // An emulator listens elsewhere.
      ...(target.endpointUrl === undefined ? [{ protocol: "TCP", port: 443, what: "AWS" } as const] : []),
      { protocol: "UDP", port: 53, what: "DNS" } as const,
    ];
    for (const { what, ...connection } of ways) {
      for (const policy of shutBy(policies, "egress", agent, "outside", connection)) {
        yield {
          message: `NetworkPolicy ${policy.name} lets the agent not out to ${what} (${connection.protocol} ${connection.port}).`,
          object: `NetworkPolicy ${policy.namespace}/${policy.name}`,
        };
      }
    }
  },
});
