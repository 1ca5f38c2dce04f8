import assert from "node:assert/strict";
import fc from "fast-check";
import { awsParts } from "../../../../packages/xray-local/page/src/logic/aws-blocks.ts";

const XRAY = {
  sdk: "pmp-tracing",
  sdk_version: "0.1.0",
  auto_instrumentation: true,
  sampling_rule_name: "pmp-default",
};

function shown(aws: Record<string, unknown> | undefined): Record<string, string[]> {
  return Object.fromEntries(
    awsParts(aws).map(({ title, fields }) => [title, fields.map(({ key, value }) => `${key}: ${value}`)]),
  );
}

describe("page: the aws block of a segment", () => {
  it("shows a task of ECS with its log groups, and what recorded it", () => {
    const arn = "arn:aws:logs:us-east-1:123456789012:log-group:/ecs/pmp-api/api";
    const aws = {
      account_id: "123456789012",
      region: "us-east-1",
      ecs: { container: "api", task_family: "pmp-api", launch_type: "fargate" },
      cloudwatch_logs: [{ log_group: "/ecs/pmp-api/api", arn }, { log_group: "/ecs/pmp-api/audit" }],
      xray: XRAY,
    };
    assert.deepEqual(shown(aws), {
      AWS: ["account_id: 123456789012", "region: us-east-1"],
      ECS: ["container: api", "task_family: pmp-api", "launch_type: fargate"],
      "CloudWatch Logs": ["group: /ecs/pmp-api/api", "group: /ecs/pmp-api/audit"],
      "Recorded by": ["sdk: pmp-tracing 0.1.0", "auto_instrumentation: true", "sampling_rule_name: pmp-default"],
    });
  });

  it("shows a pod of EKS on its instance, and Elastic Beanstalk", () => {
    assert.deepEqual(shown({ ec2: { instance_id: "i-1" }, eks: { cluster_name: "shop", pod: "pmp-api-1" } }), {
      EKS: ["cluster_name: shop", "pod: pmp-api-1"],
      EC2: ["instance_id: i-1"],
    });
    assert.deepEqual(shown({ elastic_beanstalk: { environment_name: "shop", deployment_id: 7 } }), {
      "Elastic Beanstalk": ["environment_name: shop", "deployment_id: 7"],
    });
  });

  it("shows a call of AWS as it was, and nothing where there is nothing", () => {
    const call = { operation: "PutItem", table_name: "carts", retries: 1, more: { deep: [1, 2] } };
    assert.deepEqual(shown(call), {
      AWS: ["operation: PutItem", "table_name: carts", "retries: 1", "more.deep: [1,2]"],
    });
    assert.deepEqual(shown({}), {});
    assert.deepEqual(shown(undefined), {});
    assert.deepEqual(shown({ ecs: {}, cloudwatch_logs: [], xray: {} }), {});
  });

  it("leaves out nothing that any sender wrote, of whatever type", () => {
    const keys = fc.constantFrom("ecs", "eks", "ec2", "elastic_beanstalk", "cloudwatch_logs", "xray", "operation");
    const leaf = fc.oneof(
      fc.integer(),
      fc.string({ minLength: 1, maxLength: 5 }).map((text) => `<${text}>`),
      fc.boolean(),
    );
    const value = fc.oneof(leaf, fc.dictionary(fc.constantFrom("sdk", "arn", "log_group", "x"), leaf), fc.array(leaf));
    fc.assert(
      fc.property(fc.dictionary(keys, value), (aws) => {
        const all = awsParts(aws).flatMap(({ fields }) => fields);
        for (const [key, given] of Object.entries(aws)) {
          const texts = (typeof given === "object" ? Object.values(given) : [given]).map(String);
          // Of a log group's name and its ARN one is shown.
          const isGroup = key === "cloudwatch_logs";
          const isSeen = (text: string) =>
            all.some(({ value }) => value.includes(JSON.stringify(text).slice(1, -1)) || value.includes(text));
          assert.ok(isGroup || texts.every(isSeen), JSON.stringify(aws));
        }
      }),
    );
  });
});
