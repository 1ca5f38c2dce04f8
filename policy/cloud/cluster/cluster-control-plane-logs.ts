import { z } from "zod";
import { unique } from "../../kit/config.ts";
import { cisEks, securityHub, wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { list } from "../../kit/read.ts";
import { CLUSTERS } from "./cluster.ts";

/** https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
const TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

export const clusterControlPlaneLogs = resourcePolicy({
  name: "cluster-control-plane-logs",
  title: "The control plane of a cluster writes its logs.",
  why: "They are off by default and can't be recovered later: who read a secret, or why a pod was rejected, stays unknown.",
  fix: `Set enabledClusterLogTypes to ${TYPES.join(", ")}.`,
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [cisEks("2.1.1"), securityHub("EKS.8"), wellArchitected("SEC04-BP01")],
  types: CLUSTERS,
  config: {
    types: unique(z.array(z.enum(TYPES)))
      .default(TYPES)
      .describe("Kinds of logs that must be on."),
  },
  *check({ props }, { types }) {
    const on = list(props.enabledClusterLogTypes);
    const missing = types.filter((type) => !on.includes(type));
    if (missing.length > 0)
      yield { path: "enabledClusterLogTypes", message: `These logs are off: ${missing.join(", ")}.` };
  },
});
