import assert from "node:assert/strict";
import { nodeImdsHopLimit } from "../../../../policy/cloud/cluster/node-imds-hop-limit.ts";
import { describePolicy, messages } from "../support/policy.ts";
import { goodWith } from "../support/resources.ts";

describePolicy(
  nodeImdsHopLimit,
  {
    bad: [
      {
        resource: "by-default",
        path: "metadataOptions.httpTokens",
        message: "IMDSv1 is allowed: httpTokens is not set.",
      },
      {
        resource: "by-default",
        path: "metadataOptions.httpPutResponseHopLimit",
        message: "The hop limit is not set.",
      },
      {
        resource: "two-hops",
        path: "metadataOptions.httpTokens",
        message: 'IMDSv1 is allowed: httpTokens is "optional".',
      },
      { resource: "two-hops", path: "metadataOptions.httpPutResponseHopLimit", message: "The hop limit is 2." },
      {
        resource: "nodes",
        path: "launchTemplate",
        message: "The nodes have no launch template that could say so.",
      },
    ],
    unknown: {
      at: { "two-hops": "metadataOptions.httpTokens" },
      said: [
        {
          resource: "by-default",
          path: "metadataOptions.httpTokens",
          message: "IMDSv1 is allowed: httpTokens is not set.",
        },
        {
          resource: "by-default",
          path: "metadataOptions.httpPutResponseHopLimit",
          message: "The hop limit is not set.",
        },
        { resource: "two-hops", path: "metadataOptions.httpPutResponseHopLimit", message: "The hop limit is 2." },
        {
          resource: "nodes",
          path: "launchTemplate",
          message: "The nodes have no launch template that could say so.",
        },
      ],
    },
  },
  () => {
    it("has nothing to say of nodes without a metadata service", () => {
      const template = goodWith("aws:ec2/launchTemplate:LaunchTemplate", {
        metadataOptions: { httpEndpoint: "disabled" },
      });
      assert.deepEqual(messages(nodeImdsHopLimit, template), []);
    });
  },
);
