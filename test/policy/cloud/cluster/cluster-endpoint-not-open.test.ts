import { clusterEndpointNotOpen } from "../../../../policy/cloud/cluster/cluster-endpoint-not-open.ts";
import { describePolicy } from "../support/policy.ts";

describePolicy(clusterEndpointNotOpen, {
  bad: [
    {
      resource: "by-default",
      path: "vpcConfig.publicAccessCidrs",
      message: "The endpoint is public, and no network is named: it is open to everybody.",
    },
    { resource: "world", path: "vpcConfig.publicAccessCidrs", message: "0.0.0.0/0 is everybody." },
    { resource: "six", path: "vpcConfig.publicAccessCidrs", message: "::/0 is everybody." },
  ],
  unknown: {
    at: { world: "vpcConfig.publicAccessCidrs" },
    said: [
      {
        resource: "by-default",
        path: "vpcConfig.publicAccessCidrs",
        message: "The endpoint is public, and no network is named: it is open to everybody.",
      },
      { resource: "six", path: "vpcConfig.publicAccessCidrs", message: "::/0 is everybody." },
    ],
  },
});
