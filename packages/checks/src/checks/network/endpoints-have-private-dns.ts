import { defineCheck } from "../../check.ts";
import { vpcEndpoints } from "../../facts/vpc-endpoints.ts";

export const endpointsHavePrivateDns = defineCheck({
  name: "endpoints-have-private-dns",
  link: "network",
  title: "the usual names lead to the VPC's endpoints",
  why: "Without private DNS the agent asks X-Ray's public address, past the endpoint.",
  fix: "Switch private DNS on for the endpoint, or set agent.endpoint of the chart to the endpoint's own name.",
  severity: "warning",
  needs: { vpc: vpcEndpoints },
  where: { platforms: ["eks"] },
  sources: ["https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html"],
  *check({ vpc }, target) {
    for (const { id, service, privateDns } of vpc.endpoints) {
      if (privateDns) continue;
      yield {
        message: `Endpoint ${id} (${service}) has no private DNS.`,
        object: id,
        fix: `aws --region ${target.region} ec2 modify-vpc-endpoint --vpc-endpoint-id ${id} --private-dns-enabled`,
      };
    }
  },
});
