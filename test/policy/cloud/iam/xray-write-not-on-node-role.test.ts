import { xrayWriteNotOnNodeRole } from "../../../../policy/cloud/iam/xray-write-not-on-node-role.ts";
import { describePolicy } from "../support/policy.ts";

describePolicy(xrayWriteNotOnNodeRole, {
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
});
