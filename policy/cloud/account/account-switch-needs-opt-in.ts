import { z } from "zod";
import { unique } from "../../kit/config.ts";
import { wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";

const SWITCHES: Readonly<Record<string, string>> = {
  "aws:xray/encryptionConfig:EncryptionConfig": "how all traces are encrypted",
  "aws:xray/traceSegmentDestination:TraceSegmentDestination": "where all traces go (Transaction Search)",
  "aws:xray/indexingRule:IndexingRule": "how many of all traces are indexed",
  "aws-native:xray:TransactionSearchConfig": "where all traces go (Transaction Search)",
};

export const accountSwitchNeedsOptIn = resourcePolicy({
  name: "account-switch-needs-opt-in",
  title: "Only a stack that opts in changes X-Ray's settings of the whole account and region.",
  why:
    "There is one of each per account and region. It encrypts, moves and bills the traces of other teams too, and deleting " +
    "it does not restore the former state.",
  fix: "If the account's owner agrees, name the type in this policy's option allowed, for that one stack. Otherwise remove it.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [wellArchitected("COST02-BP05")],
  types: Object.keys(SWITCHES),
  config: {
    allowed: unique(z.array(z.enum(Object.keys(SWITCHES))))
      .default([])
      .describe("Types that this stack may create."),
  },
  *check({ type }, { allowed }: { readonly allowed: readonly string[] }) {
    if (!allowed.includes(type)) {
      yield { message: `It decides for the whole account and region ${SWITCHES[type] ?? "how X-Ray works"}.` };
    }
  },
});
