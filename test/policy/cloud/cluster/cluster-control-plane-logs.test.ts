import assert from "node:assert/strict";
import { clusterControlPlaneLogs } from "../../../../policy/cloud/cluster/cluster-control-plane-logs.ts";
import { describePolicy, messages } from "../support/policy.ts";
import { goodWith } from "../support/resources.ts";

describePolicy(
  clusterControlPlaneLogs,
  {
    bad: [
      {
        resource: "none",
        path: "enabledClusterLogTypes",
        message: "These logs are off: api, audit, authenticator, controllerManager, scheduler.",
      },
      {
        resource: "some",
        path: "enabledClusterLogTypes",
        message: "These logs are off: authenticator, controllerManager.",
      },
    ],
    unknown: {
      at: { some: "enabledClusterLogTypes" },
      said: [
        {
          resource: "none",
          path: "enabledClusterLogTypes",
          message: "These logs are off: api, audit, authenticator, controllerManager, scheduler.",
        },
      ],
    },
  },
  () => {
    it("asks for the logs that it is told", () => {
      const cluster = goodWith("aws:eks/cluster:Cluster", { enabledClusterLogTypes: ["audit"] });
      assert.deepEqual(messages(clusterControlPlaneLogs, cluster, { types: ["audit"] }), []);
    });
  },
);
