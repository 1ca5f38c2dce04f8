import { agentFromChosenPods } from "../../../policy/kubernetes/agent-from-chosen-pods.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(agentFromChosenPods, {
  bad: [
    {
      urn: "NetworkPolicy shop/agent",
      path: "spec.ingress[1].from",
      message: "Everybody may call TCP port 2000 of the X-Ray agent: from is not set; allowed: chosen pods.",
    },
    {
      urn: "NetworkPolicy shop/agent",
      path: "spec.ingress[2].from",
      message:
        "Everybody may call TCP port 2000 of the X-Ray agent: from has a peer that matches all; allowed: chosen pods.",
    },
    {
      urn: "NetworkPolicy shop/agent",
      path: "spec.ingress[3].from",
      message:
        "Everybody may call TCP port 2000 of the X-Ray agent: from has a peer that matches all; allowed: chosen pods.",
    },
  ],
  unknownAt: "spec.ingress[1].ports[0].port",
});
