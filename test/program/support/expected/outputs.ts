import type { EksStackName } from "../../../../offline/stack-config.ts";
import { ACCOUNT, groupsOf, OWN, pathLink, POLICY_ARN, ROLE_ARN, rules, TOPIC_ARN, tracesLink } from "./stacks.ts";

/** What the program returns, but the cost forecast, which has a test of its own. */
export function expectedOutputs(stack: EksStackName): Record<string, unknown> {
  const noTraces = OWN[stack].noTracesMinutes === 0 ? [] : ["pmp-api-no-traces"];
  return {
    kubeconfigCommand:
      stack === "local"
        ? "kubectl config use-context pmp-local"
        : "aws eks update-kubeconfig --region us-east-1 --name pmp-cluster",
    kubernetesNamespace: "pmp",
    agentRoleArn: ROLE_ARN,
    writePolicyArn: POLICY_ARN,
    readPolicyArn: `arn:aws:iam::${ACCOUNT}:policy/PMPXRayRead`,
    samplingRuleNames: rules(stack).map(([name]) => name),
    groupNames: Object.values(groupsOf(stack)).map(([name]) => name),
    alarmNames: ["pmp-api-page", "pmp-api-fault-rate", "pmp-api-error-rate", "pmp-api-slow-share", ...noTraces],
    alarmTopicArn: TOPIC_ARN,
    dashboardName: "pmp-tracing",
    consoleLinks: {
      traceMap: "https://console.aws.amazon.com/xray/home?region=us-east-1#/service-map",
      dashboard: "https://console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/pmp-tracing",
      "pmp-api-all": tracesLink("all"),
      "pmp-api-faults": tracesLink("faults"),
      "pmp-api-errors": tracesLink("errors"),
      "pmp-api-slow": tracesLink("slow"),
      "pmp-api-stripe": pathLink("stripe"),
      "pmp-api-subscriptions": pathLink("subscriptions"),
      "pmp-api-auth": pathLink("auth"),
      ...(stack === "local" && { "pmp-api-fail": pathLink("fail") }),
    },
    verify: `npx --no-install pmp-xray verify ${stack}`,
  };
}
