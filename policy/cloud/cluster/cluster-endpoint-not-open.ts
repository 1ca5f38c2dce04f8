import { cisEks, securityHub, wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { list } from "../../kit/read.ts";
import { CLUSTERS, endpoint } from "./cluster.ts";

const EVERYBODY = ["0.0.0.0/0", "::/0"];

export const clusterEndpointNotOpen = resourcePolicy({
  name: "cluster-endpoint-not-open",
  title: "The Kubernetes API of a cluster is not open to the whole internet.",
  why: "An open endpoint leaves authentication as the only wall: every leaked token and every flaw in it works from anywhere.",
  cure: "Set endpointPublicAccess to false, or name your own networks in publicAccessCidrs.",
  severity: "critical",
  enforcement: "mandatory",
  frameworks: [cisEks("5.4.1"), securityHub("EKS.1"), wellArchitected("SEC05-BP02")],
  types: CLUSTERS,
  *check(cluster) {
    const given = endpoint(cluster);
    // Open unless closed, and to everybody unless narrowed: EKS's own defaults.
    if (given.endpointPublicAccess === false) return;
    const cidrs = list(given.publicAccessCidrs).map(String);
    if (cidrs.length === 0) {
      yield {
        path: "vpcConfig.publicAccessCidrs",
        message: "The endpoint is public, and no network is named: it is open to everybody.",
      };
    }
    for (const cidr of cidrs.filter((one) => EVERYBODY.includes(one))) {
      yield { path: "vpcConfig.publicAccessCidrs", message: `${cidr} is everybody.` };
    }
  },
});
