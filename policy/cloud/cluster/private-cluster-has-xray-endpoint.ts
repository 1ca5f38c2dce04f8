import { wellArchitected } from "../../kit/frameworks.ts";
import { stackPolicy } from "../../kit/policy.ts";
import { text } from "../../kit/read.ts";
import type { Resource } from "../../kit/resource.ts";
import { CLUSTERS, endpoint } from "./cluster.ts";

const VPC_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

export const privateClusterHasXRayEndpoint = stackPolicy({
  name: "private-cluster-has-xray-endpoint",
  title: "A private cluster reaches X-Ray inside AWS's network.",
  why: "Without a VPC endpoint, traces of private nodes go through a NAT gateway, which bills them; without a NAT gateway they are lost.",
  fix: "Add an interface endpoint for com.amazonaws.REGION.xray to the cluster's subnets, with private DNS.",
  severity: "medium",
  enforcement: "advisory",
  frameworks: [wellArchitected("SEC05-BP02"), wellArchitected("COST08-BP03")],
  types: [...CLUSTERS, VPC_ENDPOINT],
  *check(resources) {
    const isPrivate = (cluster: Resource) => endpoint(cluster).endpointPublicAccess === false;
    const clusters = resources.filter((resource) => CLUSTERS.includes(resource.type) && isPrivate(resource));
    if (clusters.length === 0) return;
    const found = resources.filter(
      ({ type, props }) => type === VPC_ENDPOINT && (text(props.serviceName) ?? "").endsWith(".xray"),
    );
    if (found.length === 0) {
      for (const { urn } of clusters) yield { urn, message: "The stack has no VPC endpoint for X-Ray." };
    }
    for (const { urn, props } of found) {
      if (props.privateDnsEnabled !== true) {
        yield {
          urn,
          path: "privateDnsEnabled",
          message: "Private DNS is off: agents resolve X-Ray's public name and don't use the endpoint.",
        };
      }
    }
  },
});
