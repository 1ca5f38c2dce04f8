import { AGENT_ACTIONS } from "@pmp/model/aws";
import { compilePattern } from "@pmp/sampling";
import { defineCheck } from "../../check.ts";
import { vpcEndpoints } from "../../facts/vpc-endpoints.ts";

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
}

export const endpointPolicyAllowsSampling = defineCheck({
  name: "endpoint-policy-allows-sampling",
  link: "network",
  title: "the policy of X-Ray's endpoint allows the agent's five actions",
  why: "A policy with PutTraceSegments alone lets traces through, and leaves the API without sampling rules. IAM's simulation does not see it.",
  fix: "Add the missing actions to the endpoint's policy.",
  needs: { vpc: vpcEndpoints },
  where: { platforms: ["eks"] },
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-security-vpc-endpoint.html"],
  *check({ vpc }) {
    for (const { id, service, policy } of vpc.endpoints) {
      if (service !== "xray" || policy === undefined) continue;
      const { Statement = [] } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
      const allowed = [Statement]
        .flat()
        .filter(({ Effect }) => Effect === "Allow")
        .flatMap(({ Action }) => [Action ?? []].flat());
      const missing = AGENT_ACTIONS.filter(
        (action) => !allowed.some((pattern) => compilePattern(pattern)(action.toLowerCase())),
      );
      if (missing.length > 0)
        yield { message: `The policy of endpoint ${id} does not allow ${missing.join(", ")}.`, object: id };
    }
  },
});
