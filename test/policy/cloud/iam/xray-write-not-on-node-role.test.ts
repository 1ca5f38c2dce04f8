import assert from "node:assert/strict";
import { xrayWriteNotOnNodeRole } from "../../../../policy/cloud/iam/xray-write-not-on-node-role.ts";
import { describePolicy, evaluate, found } from "../support/policy.ts";
import { inPreview, read, resources } from "../support/resources.ts";

describePolicy(
  xrayWriteNotOnNodeRole,
  {
    bad: [
      {
        resource: "nodes",
        path: "managedPolicyArns",
        message: "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess lets every pod of the node write traces.",
      },
      { resource: "nodes", path: "inlinePolicies", message: "It lets every pod of the node write traces." },
      {
        resource: "nodes",
        message:
          "arn:aws:iam::123456789012:policy/ShopXRay is attached to it, which lets every pod of the node write traces.",
      },
      { resource: "nodes", message: "An inline policy of it lets every pod of the node write traces." },
    ],
    unknown: {
      at: { "nodes-write": "policyArn" },
      said: [
        {
          resource: "nodes",
          path: "managedPolicyArns",
          message: "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess lets every pod of the node write traces.",
        },
        { resource: "nodes", path: "inlinePolicies", message: "It lets every pod of the node write traces." },
        { resource: "nodes", message: "An inline policy of it lets every pod of the node write traces." },
      ],
    },
  },
  () => {
    it("lets a node have other policies of the stack", () => {
      const stack = read("bad/xray-write-not-on-node-role.yaml").filter(({ name }) => !name.endsWith("-inline"));
      const [node, write] = stack;
      node!.props = { name: "shop-nodes", assumeRolePolicy: node!.props.assumeRolePolicy };
      write!.props.policy =
        '{ "Statement": [{ "Effect": "Allow", "Action": "xray:GetSamplingRules", "Resource": "*" }] }';
      assert.deepEqual(found(evaluate(xrayWriteNotOnNodeRole, resources(stack))), []);
    });

    it("decides a first preview, in which no ARN is known yet, where no node role is at stake", () => {
      const stack = read("good.yaml").filter(({ name }) => name !== "nodes" && name !== "nodes-worker");
      const result = evaluate(xrayWriteNotOnNodeRole, inPreview(stack, { write: "arn", "agent-write": "policyArn" }));
      assert.deepEqual([found(result), result.undecided], [[], []]);
    });
  },
);
