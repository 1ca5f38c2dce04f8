import assert from "node:assert/strict";
import { clusterVersionSupported } from "../../../../policy/cloud/cluster/cluster-version-supported.ts";
import { describePolicy, messages, TODAY } from "../support/policy.ts";
import { goodWith } from "../support/resources.ts";

describePolicy(
  clusterVersionSupported,
  {
    config: { support: { "1.34": "2026-11-21", "1.36": "2027-08-02", "1.35": "2027-03-27", "1.100": "2030-01-01" } },
    bad: [
      {
        resource: "none",
        path: "version",
        message: "No version is set: EKS would choose one.",
      },
      {
        resource: "old",
        path: "version",
        message: "1.29 is not among the versions that are allowed: 1.34, 1.35, 1.36, 1.100.",
      },
      { resource: "ended", path: "version", message: "The standard support of 1.34 ended on 2026-11-21." },
    ],
    unknown: {
      at: { old: "version" },
      said: [
        {
          resource: "none",
          path: "version",
          message: "No version is set: EKS would choose one.",
        },
        { resource: "ended", path: "version", message: "The standard support of 1.34 ended on 2026-11-21." },
      ],
    },
  },
  () => {
    it("still allows a version on the last day of its support", () => {
      const cluster = goodWith("aws:eks/cluster:Cluster", { version: "1.34" });
      assert.deepEqual(messages(clusterVersionSupported, cluster, { support: { "1.34": TODAY } }), []);
    });
  },
);
