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
        message: "NotAction allows every action that it doesn't name, also writing traces.",
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
          message: "NotAction allows every action that it doesn't name, also writing traces.",
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

    const FIVE = {
      Effect: "Allow",
      Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules"],
      Resource: "*",
    };

    it("looks at inline and attached policies of a role, a user and a group", () => {
      const all = { Statement: [{ Effect: "Allow", Action: "xray:*", Resource: "*" }] };
      const inline = goodWith("aws:iam/role:Role", { inlinePolicies: [{ name: "own", policy: JSON.stringify(all) }] });
      assert.deepEqual(messages(xrayWriteActions, inline), ["xray:* is not one of the five actions of an agent."]);
      assert.deepEqual(messages(xrayWriteActions, goodWith("aws:iam/role:Role", { inlinePolicies: [{}] })), []);
      const admin = "arn:aws-cn:iam::aws:policy/AdministratorAccess";
      const said = [`${admin} allows every action of AWS.`];
      const managed = goodWith("aws:iam/role:Role", { managedPolicyArns: [admin] });
      assert.deepEqual(messages(xrayWriteActions, managed), said);
      for (const [type, member] of [
        ["aws:iam/userPolicyAttachment:UserPolicyAttachment", "policyArn"],
        ["aws:iam/groupPolicyAttachment:GroupPolicyAttachment", "policyArn"],
        ["aws:iam/policyAttachment:PolicyAttachment", "policyArn"],
        ["aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "policyArns"],
      ] as const) {
        const props = { user: "u", [member]: member === "policyArn" ? admin : [admin] };
        assert.deepEqual(messages(xrayWriteActions, { type, name: "a", urn: "urn", props }), said, type);
      }
    });

    it("knows the policies of AWS that allow more than writing traces, whatever their path", () => {
      for (const name of [
        "AWSXrayFullAccess",
        "AdministratorAccess",
        "PowerUserAccess",
        "job-function/IAMFullAccess",
      ]) {
        const attachment = goodWith("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
          policyArn: `arn:aws:iam::aws:policy/${name}`,
        });
        assert.equal(messages(xrayWriteActions, attachment).length, 1, name);
      }
      const own = goodWith("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
        policyArn: "arn:aws:iam::123456789012:policy/AdministratorAccess",
      });
      assert.deepEqual(messages(xrayWriteActions, own), []);
    });

    it("adds up the statements of a document", () => {
      const policy = (...Statement: object[]) =>
        messages(xrayWriteActions, goodWith("aws:iam/policy:Policy", { policy: JSON.stringify({ Statement }) }));
      const remove = { Effect: "Allow", Action: ["xray:DeleteSamplingRule"], Resource: "*" };
      assert.deepEqual(policy(FIVE, remove), [
        "xray:DeleteSamplingRule changes X-Ray itself, and another statement lets the same role write traces.",
      ]);
      assert.deepEqual(policy(remove), []);
      assert.deepEqual(policy(FIVE, { Effect: "Allow", Action: ["xray:Get*", "s3:*"], Resource: "*" }), []);
      assert.equal(policy(FIVE, { Effect: "Allow", Action: "xray:?pdate*", Resource: "*" }).length, 1);
      assert.deepEqual(policy(FIVE, { ...remove, Effect: "Deny" }), []);
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
