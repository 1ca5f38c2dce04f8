import assert from "node:assert/strict";
import { clusterEndpointNotOpen } from "../../../../policy/cloud/cluster/cluster-endpoint-not-open.ts";
import { describePolicy, messages } from "../support/policy.ts";
import { goodWith } from "../support/resources.ts";

describePolicy(
  clusterEndpointNotOpen,
  {
    bad: [
      {
        resource: "by-default",
        path: "vpcConfig.publicAccessCidrs",
        message: "The endpoint is public and no networks are listed: it is open to the whole internet.",
      },
      { resource: "world", path: "vpcConfig.publicAccessCidrs", message: "0.0.0.0/0 allows the whole internet." },
      { resource: "six", path: "vpcConfig.publicAccessCidrs", message: "::/0 allows the whole internet." },
    ],
    unknown: {
      at: { world: "vpcConfig.publicAccessCidrs" },
      said: [
        {
          resource: "by-default",
          path: "vpcConfig.publicAccessCidrs",
          message: "The endpoint is public and no networks are listed: it is open to the whole internet.",
        },
        { resource: "six", path: "vpcConfig.publicAccessCidrs", message: "::/0 allows the whole internet." },
      ],
    },
  },
  () => {
    const said = (...publicAccessCidrs: string[]) =>
      messages(
        clusterEndpointNotOpen,
        goodWith("aws:eks/cluster:Cluster", {
          "vpcConfig.endpointPublicAccess": true,
          "vpcConfig.publicAccessCidrs": publicAccessCidrs,
        }),
      );

    it("takes no part of the internet for a network of one's own, and no way to write one", () => {
      for (const cidr of ["0.0.0.0/0", "0.0.0.0/00", "1.2.3.4/0", "::/0", "::0/000"]) {
        assert.deepEqual(said(cidr), [`${cidr} allows the whole internet.`]);
      }
      for (const cidr of ["0.0.0.0/1", "128.0.0.0/1", "192.0.0.0/2", "8.0.0.0/7", "::/1", "2000::/3", "2600::/12"]) {
        assert.equal(said(cidr).length, 1, cidr);
        assert.match(said(cidr)[0] ?? "", /is a large part of the internet/, cidr);
      }
      assert.equal(said("0.0.0.0/1", "128.0.0.0/1").length, 2);
      for (const cidr of ["all", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "/0"]) {
        assert.deepEqual(said(cidr), [`${cidr} is no block of addresses, such as 203.0.113.0/24.`]);
      }
    });

    it("adds up what is named in pieces", () => {
      const eighths = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}.0.0.0/8`);
      assert.deepEqual(said(...eighths(16)), []);
      assert.deepEqual(said(...eighths(128)), [
        "The blocks are 50 % of all IPv4 addresses together, which can't be a list of your own networks.",
      ]);
    });

    it("takes networks of one's own", () => {
      assert.deepEqual(said("203.0.113.0/24", "10.0.0.0/8", "2001:db8::/32", "198.51.100.7/32"), []);
    });
  },
);
