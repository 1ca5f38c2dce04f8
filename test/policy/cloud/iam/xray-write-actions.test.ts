import assert from "node:assert/strict";
import { xrayWriteActions } from "../../../../policy/cloud/iam/xray-write-actions.ts";
import { describePolicy, messages } from "../support/policy.ts";
import { goodWith } from "../support/resources.ts";

describePolicy(
  xrayWriteActions,
  {
    bad: [
      {
        resource: "arn-scoped",
        path: "policy.Statement[0].Resource",
        message:
          "The resource arn:aws:xray:us-east-1:123456789012:* matches none of these actions, so that X-Ray refuses every call.",
      },
      {
        resource: "wildcard",
        path: "policy.Statement[0].Action",
        message: "xray:Put* is not one of the five actions of an agent.",
      },
      {
        resource: "wildcard",
        path: "policy.Statement[0].Action",
        message: "s3:GetObject is not one of the five actions of an agent.",
      },
      {
        resource: "everything-else",
        path: "policy.Statement[0].NotAction",
        message: "NotAction allows whatever it doesn't name, writing traces among it.",
      },
      { resource: "broken", path: "policy", message: "The policy document is not a JSON object." },
      {
        resource: "full-access",
        path: "policyArn",
        message:
          "arn:aws:iam::aws:policy/AWSXrayFullAccess allows every action of X-Ray, among them deleting sampling rules.",
      },
    ],
    unknown: {
      at: { "arn-scoped": "policy" },
      said: [
        {
          resource: "wildcard",
          path: "policy.Statement[0].Action",
          message: "xray:Put* is not one of the five actions of an agent.",
        },
        {
          resource: "wildcard",
          path: "policy.Statement[0].Action",
          message: "s3:GetObject is not one of the five actions of an agent.",
        },
        {
          resource: "everything-else",
          path: "policy.Statement[0].NotAction",
          message: "NotAction allows whatever it doesn't name, writing traces among it.",
        },
        { resource: "broken", path: "policy", message: "The policy document is not a JSON object." },
        {
          resource: "full-access",
          path: "policyArn",
          message:
            "arn:aws:iam::aws:policy/AWSXrayFullAccess allows every action of X-Ray, among them deleting sampling rules.",
        },
      ],
    },
  },
  () => {
    it("looks at statements that let somebody write traces, whatever the case of their actions, and at no others", () => {
      const policy = (statement: object) =>
        goodWith("aws:iam/policy:Policy", { policy: JSON.stringify({ Statement: [statement] }) });
      const reading = { Effect: "Allow", Action: ["xray:Get*", "cloudwatch:*"], Resource: "arn:aws:xray:::group/*" };
      assert.deepEqual(messages(xrayWriteActions, policy(reading)), []);
      const refused = { Effect: "Deny", Action: "xray:*", Resource: "arn:aws:xray:::group/*" };
      assert.deepEqual(messages(xrayWriteActions, policy(refused)), []);
      const lowerCase = { Effect: "Allow", Action: "XRAY:puttracesegments", Resource: "*" };
      assert.deepEqual(messages(xrayWriteActions, policy(lowerCase)), []);
      const all = { Effect: "Allow", Action: "*", Resource: "*" };
      assert.deepEqual(messages(xrayWriteActions, policy(all)), ["* is not one of the five actions of an agent."]);
    });

    it("accepts the policies of AWS that have just the five", () => {
      for (const name of ["AWSXRayDaemonWriteAccess", "AWSXrayWriteOnlyAccess"]) {
        const attachment = goodWith("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
          policyArn: `arn:aws-us-gov:iam::aws:policy/${name}`,
        });
        assert.deepEqual(messages(xrayWriteActions, attachment), []);
      }
    });
  },
);
