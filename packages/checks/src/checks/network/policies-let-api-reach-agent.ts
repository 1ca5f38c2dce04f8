import { defineCheck } from "../../check.ts";
import { networkPolicies } from "../../facts/network-policies.ts";
import { workload } from "../../facts/workload.ts";
import { shutBy } from "../parts/network-policy.ts";

export const policiesLetApiReachAgent = defineCheck({
  name: "policies-let-api-reach-agent",
  link: "network",
  title: "NetworkPolicies let the API reach UDP and TCP 2000 of the agent",
  why: "A policy that shuts UDP loses every segment without a word; one that shuts TCP leaves the API without rules.",
  fix: "Let the API's pods through to the agent on UDP and TCP 2000.",
  needs: { work: workload, policies: networkPolicies },
  where: { modes: ["daemonset"] },
  sources: ["https://kubernetes.io/docs/concepts/services-networking/network-policies/"],
  *check({ work, policies }) {
    const [api] = work.api;
    const [agent] = work.agents;
    if (api === undefined || agent === undefined) return;
    for (const protocol of ["UDP", "TCP"] as const) {
      const connection = { protocol, port: 2000 };
      for (const policy of shutBy(policies, "egress", api, agent, connection)) {
        yield {
          message: `NetworkPolicy ${policy.name} lets the API's pods send no ${protocol} to port 2000 of the agent.`,
          object: `NetworkPolicy ${policy.namespace}/${policy.name}`,
        };
      }
      for (const policy of shutBy(policies, "ingress", agent, api, connection)) {
        yield {
          message: `NetworkPolicy ${policy.name} lets no ${protocol} from the API's pods in to port 2000 of the agent.`,
          object: `NetworkPolicy ${policy.namespace}/${policy.name}`,
          fix: `kubectl -n ${policy.namespace} edit networkpolicy ${policy.name}: allow ingress from pods with ${labelsOf(api.labels)} on ${protocol} 2000 (chart value networkPolicy.agent.from)`,
        };
      }
    }
  },
});

function labelsOf(labels: Readonly<Record<string, string>>): string {
  const name = labels["app.kubernetes.io/name"];
  return name === undefined ? "the API's labels" : `app.kubernetes.io/name=${name}`;
}
