import assert from "node:assert/strict";
import fc from "fast-check";
import { readRules, readTargets } from "../../../../packages/tracing/src/sampling/answers.ts";
import { RuleSet } from "../../../../packages/tracing/src/sampling/rule-set.ts";
import { AgentAddressError, parseAgentAddress } from "../../../../packages/tracing/src/transport/agent-address.ts";
import { target } from "./target.ts";

const scalar = fc.oneof(fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constant(null));
const object = (keys: readonly string[], value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.dictionary(fc.constantFrom(...keys), fc.oneof(value, scalar), { maxKeys: 12 });

const RULE_KEYS = ["RuleName", "Priority", "FixedRate", "ReservoirSize", "Host", "URLPath", "Version", "Attributes"];
const rule = object(RULE_KEYS, object(["a", "__proto__"], scalar));
const rulesAnswer = object(
  ["SamplingRuleRecords", "NextToken"],
  fc.array(object(["SamplingRule", "CreatedAt"], rule), { maxLength: 3 }),
);
const TARGET_KEYS = [
  "RuleName",
  "FixedRate",
  "ReservoirQuota",
  "ReservoirQuotaTTL",
  "Interval",
  "ErrorCode",
  "Message",
];
const targetsAnswer = object(
  ["SamplingTargetDocuments", "LastRuleModification", "UnprocessedStatistics"],
  fc.array(object(TARGET_KEYS, scalar), { maxLength: 3 }),
);

/** What the agent answers is read, or refused by an Error in words; what was read can decide. */
export const answers = target(
  "the reader of the sampling API's answers",
  fc.tuple(fc.oneof(rulesAnswer, fc.jsonValue()), fc.oneof(targetsAnswer, fc.jsonValue())),
  ([rules, targets]) => {
    const page = orError(() => readRules(rules));
    if (page) {
      const set = new RuleSet(page.rules);
      const { sample } = set.decide({ path: "/" }, "5759e988bd862e3fe1be46a994272793", 1_700_000_000);
      assert.equal(typeof sample, "boolean");
    }
    const read = orError(() => readTargets(targets));
    for (const { ruleName, quota } of read?.targets ?? []) {
      assert.ok(ruleName !== "" && (quota === undefined || Number.isFinite(quota)));
    }
  },
);

function orError<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    assert.ok(error instanceof Error && error.message.startsWith("the answer has no "), String(error));
    return undefined;
  }
}

const piece = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom(
    "tcp:",
    "udp:",
    "UDP:",
    ":",
    "2000",
    "65536",
    "[::1]",
    "[",
    "]",
    " ",
    "\t",
    "host",
    "127.0.0.1",
    "%en0",
  ),
);
export const addresses = target(
  "the reader of AWS_XRAY_DAEMON_ADDRESS",
  fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")),
  (text) => {
    try {
      const { udp, tcp } = parseAgentAddress(text);
      for (const { host, port } of [udp, tcp]) {
        assert.ok(host !== "" && !/\s/.test(host) && Number.isInteger(port) && port >= 1 && port <= 65_535);
      }
    } catch (error) {
      assert.ok(error instanceof AgentAddressError, String(error));
    }
  },
);
