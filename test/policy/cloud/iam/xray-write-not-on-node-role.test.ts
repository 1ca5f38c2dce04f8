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
    const READ = '{ "Statement": [{ "Effect": "Allow", "Action": "xray:GetSamplingRules", "Resource": "*" }] }';

    it("lets a node have other policies of the stack", () => {
      const stack = read("bad/xray-write-not-on-node-role.yaml");
      const [node, write, , inline] = stack;
      node!.props = { name: "shop-nodes", assumeRolePolicy: node!.props.assumeRolePolicy };
      write!.props.policy = READ;
      inline!.props.policy = READ;
      assert.deepEqual(found(evaluate(xrayWriteNotOnNodeRole, resources(stack))), []);
    });

    it("finds one statement among others, in the trust policy and in a policy", () => {
      const among = (document: unknown) => {
        const { Statement } = JSON.parse(String(document)) as { Statement: unknown[] };
        const lambda = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };
        return JSON.stringify({ Statement: [lambda, ...Statement] });
      };
      const [node, , , inline] = read("bad/xray-write-not-on-node-role.yaml");
      node!.props = { name: "shop-nodes", assumeRolePolicy: among(node!.props.assumeRolePolicy) };
      inline!.props.policy = among(inline!.props.policy);
      assert.deepEqual(found(evaluate(xrayWriteNotOnNodeRole, resources([node!, inline!]))), [
        { resource: "nodes", message: "An inline policy of it lets every pod of the node write traces." },
      ]);
    });

    it("decides a first preview, in which no ARN is known yet, where no node role is at stake", () => {
      const stack = read("good.yaml").filter(({ name }) => name !== "nodes" && name !== "nodes-worker");
      const result = evaluate(xrayWriteNotOnNodeRole, inPreview(stack, { write: "arn", "agent-write": "policyArn" }));
      assert.deepEqual([found(result), result.undecided], [[], []]);
    });
  },
);
