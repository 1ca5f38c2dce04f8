import assert from "node:assert/strict";
import { privateClusterHasXRayEndpoint } from "../../../../policy/cloud/cluster/private-cluster-has-xray-endpoint.ts";
import { describePolicy, evaluate, found, messages } from "../support/policy.ts";
import { goodWith, read, resources } from "../support/resources.ts";

describePolicy(
  privateClusterHasXRayEndpoint,
  {
    bad: [{ resource: "cluster", message: "The stack has no VPC endpoint for X-Ray." }],
    unknown: { at: { logs: "serviceName" }, said: [] },
  },
  () => {
    it("has nothing to say of a cluster that isn't private", () => {
      const open = goodWith("aws:eks/cluster:Cluster", {});
      assert.deepEqual(messages(privateClusterHasXRayEndpoint, open), []);
    });

    it("wants the endpoint to be found under X-Ray's own name", () => {
      const [cluster, logs] = read("bad/private-cluster-has-xray-endpoint.yaml");
      const xray = { ...logs!, name: "xray", props: { serviceName: "com.amazonaws.eu-west-1.xray" } };
      assert.deepEqual(found(evaluate(privateClusterHasXRayEndpoint, resources([cluster!, xray]))), [
        {
          resource: "xray",
          path: "privateDnsEnabled",
          message: "Private DNS is off: agents resolve X-Ray's public name and don't use the endpoint.",
        },
      ]);
    });
  },
);
