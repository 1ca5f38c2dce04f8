import { defineCheck } from "../../check.ts";
import { vpcEndpoints } from "../../facts/vpc-endpoints.ts";

export const endpointsTakeHttps = defineCheck({
  name: "endpoints-take-https",
  link: "network",
  title: "the security groups of the VPC's endpoints take HTTPS",
  why: "An endpoint that refuses TCP 443 makes every call of the agent time out.",
  fix: "Allow TCP 443 from the nodes in the endpoint's security group.",
  needs: { vpc: vpcEndpoints },
  where: { platforms: ["eks"] },
  sources: ["https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html"],
  *check({ vpc }, target) {
    for (const { id, service, securityGroups } of vpc.endpoints) {
      if (securityGroups.length === 0 || securityGroups.some(({ allowsHttps }) => allowsHttps)) continue;
      const groups = securityGroups.map((group) => group.id);
      yield {
        message: `No security group of endpoint ${id} (${service}) lets TCP 443 in: ${groups.join(", ")}.`,
        object: id,
        fix: `aws --region ${target.region} ec2 authorize-security-group-ingress --group-id ${groups[0] ?? ""} --protocol tcp --port 443 --cidr VPC_CIDR`,
      };
    }
  },
});
