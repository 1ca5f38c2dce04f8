import { defineLogCheck } from "../parts/log-check.ts";

export const agentReachesXray = defineLogCheck({
  name: "agent-reaches-xray",
  link: "network",
  title: "the agent reaches AWS",
  why: "What can't be sent within seconds is lost.",
  fix: "Give the agent's subnets a way out: a NAT gateway, or VPC endpoints for xray and sts.",
  says: "it gets no connection",
  after: ["policies-let-agent-reach-aws", "vpc-leads-to-xray", "endpoints-take-https", "endpoints-have-private-dns"],
  sources: [
    "https://docs.aws.amazon.com/xray/latest/devguide/xray-security-vpc-endpoint.html",
    "https://github.com/aws/amazon-vpc-cni-k8s/issues/1796",
  ],
});
