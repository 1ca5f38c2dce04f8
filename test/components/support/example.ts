import { definePlan } from "@pmp/model";
import { toPulumiRule } from "@pmp/sampling";
import { lookUpAccount } from "../../../components/account/account.ts";
import { AlarmTopic } from "../../../components/tracing/alarm-topic.ts";
import { TraceAlarms } from "../../../components/tracing/alarms.ts";
import { planGroups } from "../../../components/tracing/group-plan.ts";
import { TraceGroups } from "../../../components/tracing/groups.ts";
import { SamplingRules } from "../../../components/tracing/sampling-rules.ts";

const service = "shop";
const { region } = lookUpAccount();

// A tenth of the requests, and all of the checkout.
const plan = definePlan({
  rules: [
    { name: "shop-checkout", path: "/checkout*", rate: 1 },
    { name: "shop-rest", rate: 0.1 },
  ],
});
new SamplingRules("sampling", { rules: plan.rules.map(toPulumiRule) });

const { byPurpose } = new TraceGroups("groups", planGroups({ service, slowSeconds: 2, plan }));
const topic = new AlarmTopic("alarms", { topicName: "shop-alarms", email: "on-call@example.com" });
export const { names: alarmNames } = new TraceAlarms("alarms", {
  service,
  region,
  byPurpose,
  topicArn: topic.arn,
  faultRatePercent: 5,
  errorRatePercent: 25,
  slowPercent: 10,
  minimumTraces: 20,
  periodSeconds: 300,
  evaluationPeriods: 2,
});
