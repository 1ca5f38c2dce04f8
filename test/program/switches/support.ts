import { evaluate, type Evaluation } from "../../../offline/evaluate.ts";
import { changes, type Changes } from "../support/resources.ts";
import type { Overrides } from "../../../offline/stack-config.ts";

let evaluated: Promise<Evaluation> | undefined;

/** The stack prod as it stands in its file; run once for all tests of switches. */
export function base(): Promise<Evaluation> {
  return (evaluated ??= evaluate("prod"));
}

/** What exactly a switch of the settings changes in the stack prod, and so also that it changes nothing else. */
export async function effect(overrides: Overrides): Promise<Changes> {
  return changes(await base(), await evaluate("prod", { overrides }));
}

export const TAGS = { "pulumi:project": "pmp-xray", "pulumi:stack": "prod", stage: "prod" };
/** Sections of Pulumi.prod.yaml that tests change one key of: a section is given as a whole. */
export const CLUSTER = { name: "pmp-cluster", mode: "existing", createOidcProvider: true };
export const ALARMS = {
  faultRatePercent: 5,
  errorRatePercent: 25,
  slowPercent: 10,
  minimumTraces: 20,
  periodSeconds: 300,
  evaluationPeriods: 2,
  noTracesMinutes: 30,
};
export const ROLE = "aws:iam/role:Role xray-daemon-role";
export const CHART = "kubernetes:helm.sh/v4:Chart pmp";
export const TOPIC_ARN = "arn:aws:sns:us-east-1:123456789012:pmp-tracing-alarms";
export const ROLE_ARN = "arn:aws:iam::123456789012:role/pmp-xray-daemon";
