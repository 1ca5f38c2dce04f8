import { defineCheck } from "../../check.ts";
import { vpcEndpoints } from "../../facts/vpc-endpoints.ts";

export const vpcLeadsToXray = defineCheck({
  name: "vpc-leads-to-xray",
  link: "network",
  title: "the cluster's VPC leads to X-Ray and STS",
  why: "Without a way out, and without endpoints, every call of the agent times out.",
  fix: "Make interface endpoints for xray and sts in the VPC, with private DNS.",
  needs: { vpc: vpcEndpoints },
  where: { platforms: ["eks"] },
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-security-vpc-endpoint.html"],
  *check({ vpc }, target) {
    if (vpc.wayOut) return;
    for (const service of ["xray", "sts"]) {
      if (
        vpc.endpoints.some((endpoint) => endpoint.service === service && endpoint.state.toLowerCase() === "available")
      )
        continue;
      yield {
        message: `VPC ${vpc.vpc} has no route out, and no endpoint for ${service}.`,
        object: vpc.vpc,
        fix: `aws --region ${target.region} ec2 create-vpc-endpoint --vpc-id ${vpc.vpc} --vpc-endpoint-type Interface --service-name com.amazonaws.${target.region}.${service} --private-dns-enabled --subnet-ids SUBNETS --security-group-ids GROUP`,
      };
    }
  },
});
