import type { Chaos } from "../chaos.ts";
import { answerWith, denied, THROTTLED } from "../fault-proxy.ts";
import type { ChaosLink } from "../link.ts";

/** A rule that takes nothing from the plan's. */
const OWN = {
  RuleName: "own",
  Priority: 9000,
  FixedRate: 1,
  ReservoirSize: 0,
  ServiceName: "pmp-api",
  ServiceType: "*",
  Host: "*",
  HTTPMethod: "*",
  URLPath: "*",
  ResourceARN: "*",
  Version: 1,
};

const PROXY = "a proxy before the emulator answers in AWS's shape";

/** The plan decides, and traces can be read back. */
export const SAMPLING_AND_STORE: readonly ChaosLink[] = [
  {
    name: "rule-deleted",
    expected: "rules-are-deployed",
    broken: "a sampling rule of the plan is deleted",
    short: true,
    break: ({ aws }) => aws.deleteRule("pmp-api-stripe"),
  },
  {
    name: "rule-changed",
    expected: "rules-equal-the-plan",
    broken: "a sampling rule of the plan gets another rate",
    break: ({ aws }) => aws.changeRule("pmp-api-default-traffic", { FixedRate: 0.9 }),
  },
  {
    name: "rule-shadowed",
    expected: "no-foreign-rule-comes-first",
    broken: "somebody else's rule for all services comes before the plan's",
    break: ({ aws }) =>
      aws.addRule({
        ...OWN,
        RuleName: "somebody-else",
        ServiceName: "*",
        Priority: 1,
        FixedRate: 0,
      }),
  },
  {
    name: "rule-for-one-resource",
    expected: "rules-apply-to-all-resources",
    broken: "a second rule for the service is for one resource alone",
    break: ({ aws }) =>
      aws.addRule({
        ...OWN,
        RuleName: "one-resource",
        URLPath: "/api/one",
        ResourceARN: "arn:aws:ecs:us-east-1:123456789012:cluster/pmp",
      }),
  },
  {
    name: "rule-for-another-origin",
    expected: "rules-fit-the-origin",
    broken: "a second rule for the service is for tasks of ECS alone",
    break: async (chaos) => {
      await chaos.aws.addRule({ ...OWN, RuleName: "for-ecs", URLPath: "/api/ecs", ServiceType: "AWS::ECS::Container" });
      // The origin is read from traces of the last minutes.
      await chaos.traffic();
    },
  },
  {
    name: "as-many-rules-as-there-can-be",
    expected: "rules-are-few-enough",
    broken: "there are 25 rules besides Default",
    break: async ({ aws }) => {
      const { SamplingRuleRecords = [] } = await aws.xray.getSamplingRules({});
      for (let count = SamplingRuleRecords.length - 1; count < 25; count += 1)
        await aws.addRule({ ...OWN, RuleName: `one-of-many-${count}`, ServiceName: "others" });
    },
  },
  {
    name: "sampling-denied",
    expected: "agent-answers-sampling-calls",
    broken: "X-Ray denies the agent GetSamplingRules, by what IAM's simulation does not see",
    help: PROXY,
    break: (chaos) => answerWith(chaos, { "/GetSamplingRules": denied("xray:GetSamplingRules") }),
  },
  {
    name: "no-fallback-plan",
    expected: "fallback-plan-is-read",
    broken: "PMP_SAMPLING_PLAN_FILE names a file that is not there",
    break: (chaos) =>
      chaos.roll("deployment/pmp-api", ({ containers: [{ env }] }) => {
        env.push({ name: "PMP_SAMPLING_PLAN_FILE", value: "/etc/pmp/none.json" });
      }),
  },
  {
    name: "segments-denied",
    expected: "agent-is-not-denied",
    broken: "X-Ray denies the agent PutTraceSegments, by what IAM's simulation does not see",
    help: PROXY,
    break: async (chaos) => {
      await answerWith(chaos, { "/TraceSegments": denied("xray:PutTraceSegments") });
      await chaos.traffic();
      await logged(chaos);
    },
  },
  {
    name: "throttled",
    expected: "agent-is-not-throttled",
    broken: "X-Ray throttles PutTraceSegments",
    help: PROXY,
    break: async (chaos) => {
      await answerWith(chaos, { "/TraceSegments": THROTTLED });
      await chaos.traffic();
      await logged(chaos);
    },
  },
];

/** The collector tries again before it says so. */
async function logged(chaos: Chaos): Promise<void> {
  await chaos.logSays("daemonset/xray-daemon", /Exporting failed/);
}
