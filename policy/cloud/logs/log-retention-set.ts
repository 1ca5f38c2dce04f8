import { LOG_RETENTION_DAYS } from "@pmp/model/aws";
import { z } from "zod";
import { securityHub, wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";

export const logRetentionSet = resourcePolicy({
  name: "log-retention-set",
  title: "A log group has a retention period.",
  why: "Without it CloudWatch keeps, and bills, logs indefinitely.",
  fix: "Set retentionInDays.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [securityHub("CloudWatch.16"), wellArchitected("SEC04-BP01")],
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  config: {
    minDays: z.int().min(1).default(1).describe("Fewest days that logs must be kept."),
    maxDays: z.int().min(1).default(400).describe("Most days that logs may be kept."),
  },
  *check({ props }, { minDays, maxDays }) {
    const days = props.retentionInDays;
    const path = "retentionInDays";
    if (days === undefined || days === null || days === 0) yield { path, message: "Logs are kept for ever." };
    else if (typeof days !== "number" || !LOG_RETENTION_DAYS.includes(days)) {
      yield {
        path,
        message: `${JSON.stringify(days)} days is not a time that CloudWatch knows; it knows ${LOG_RETENTION_DAYS.join(", ")}.`,
      };
    } else if (days < minDays || days > maxDays) {
      yield { path, message: `Logs are kept for ${days} days; it may be ${minDays} to ${maxDays}.` };
    }
  },
});
