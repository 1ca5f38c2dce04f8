import assert from "node:assert/strict";
import { xrayWriterChangesNothing } from "../../../../policy/cloud/iam/xray-writer-changes-nothing.ts";
import { describePolicy, evaluate, found } from "../support/policy.ts";
import { resources, type Given } from "../support/resources.ts";

const AGENT = "It lets role shop-agent change X-Ray, which another policy lets write traces.";

describePolicy(
  xrayWriterChangesNothing,
  {
    bad: [
      { resource: "rules", path: "policy", message: AGENT },
      { resource: "agent", path: "inlinePolicies[0].policy", message: AGENT },
      {
        resource: "user-admin",
        path: "policy",
        message: "It lets user ci change X-Ray, which another policy lets write traces.",
      },
    ],
    unknown: {
      at: { rules: "policy" },
      said: [
        { resource: "agent", path: "inlinePolicies[0].policy", message: AGENT },
        {
          resource: "user-admin",
          path: "policy",
          message: "It lets user ci change X-Ray, which another policy lets write traces.",
        },
      ],
    },
  },
  () => {
    const stack = (...given: Given[]) => found(evaluate(xrayWriterChangesNothing, resources(given)));
    const allow = (Action: string) => JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource: "*" }] });
    const inline = (name: string, role: string, action: string): Given => ({
      type: "aws:iam/rolePolicy:RolePolicy",
      name,
      props: { role, policy: allow(action) },
    });

    it("lets one role deploy rules and another one write", () => {
      assert.deepEqual(stack(inline("a", "deploy", "xray:UpdateSamplingRule"), inline("b", "agent", "xray:Put*")), []);
    });

    it("lets a writer have other services, and read X-Ray", () => {
      assert.deepEqual(stack(inline("a", "agent", "xray:PutTraceSegments"), inline("b", "agent", "s3:*")), []);
      assert.deepEqual(stack(inline("a", "agent", "xray:PutTraceSegments"), inline("b", "agent", "xray:Get*")), []);
    });

    it("knows a policy of the stack by its ARN, and a role by its own", () => {
      const arn = "arn:aws:iam::123456789012:policy/Rules";
      const policy = {
        type: "aws:iam/policy:Policy",
        name: "rules",
        props: { arn, policy: allow("xray:TagResource") },
      };
      const attached = {
        type: "aws:iam/policyAttachment:PolicyAttachment",
        name: "attached",
        props: { policyArn: arn, roles: ["other", "agent"] },
      };
      const writes = inline("b", "arn:aws:iam::123456789012:role/team/agent", "xray:PutTraceSegments");
      assert.deepEqual(stack(policy, attached, writes), [
        {
          resource: "attached",
          path: "policyArn",
          message: "It lets role agent change X-Ray, which another policy lets write traces.",
        },
      ]);
    });
  },
);
