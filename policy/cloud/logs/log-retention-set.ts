import { securityHub, wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

interface Config {
  readonly minDays: number;
  readonly maxDays: number;
}

export const logRetentionSet = resourcePolicy<Config>({
  name: "log-retention-set",
  title: "A log group says for how many days logs are kept.",
  why: "Without it CloudWatch keeps logs for ever, and bills them for ever.",
  fix: "Set retentionInDays.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [securityHub("CloudWatch.16"), wellArchitected("SEC04-BP01")],
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  config: {
    properties: {
      minDays: { type: "integer", minimum: 1, default: 1, description: "Fewest days that logs must be kept." },
      maxDays: { type: "integer", minimum: 1, default: 400, description: "Most days that logs may be kept." },
    },
  },
  *check({ props }, { minDays, maxDays }) {
    const days = props.retentionInDays;
    const path = "retentionInDays";
    if (days === undefined || days === null || days === 0) yield { path, message: "Logs are kept for ever." };
    else if (typeof days !== "number" || !DAYS.includes(days)) {
      yield {
        path,
        message: `${JSON.stringify(days)} days is not a time that CloudWatch knows; it knows ${DAYS.join(", ")}.`,
      };
    } else if (days < minDays || days > maxDays) {
      yield { path, message: `Logs are kept for ${days} days; it may be ${minDays} to ${maxDays}.` };
    }
  },
});
