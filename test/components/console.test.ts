import assert from "node:assert/strict";
import { traceMapUrl } from "../../components/console.ts";
import { consoleLink } from "../../packages/xray-local/page/src/logic/console-link.ts";

/** https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const PARTITIONS = [
  ["aws", ["us-east-1", "eu-central-1", "ap-southeast-4", "il-central-1", "mx-central-1"]],
  ["aws-cn", ["cn-north-1", "cn-northwest-1"]],
  ["aws-us-gov", ["us-gov-west-1", "us-gov-east-1"]],
] as const;

describe("pages of the AWS console", () => {
  for (const [partition, regions] of PARTITIONS) {
    it(`of ${partition} are at one host, for the program and for the local page`, () => {
      for (const region of regions) {
        const { host, pathname, search } = new URL(traceMapUrl(region));
        const local = new URL(consoleLink("1-5759e988-bd862e3fe1be46a994272793", region));
        assert.deepEqual([local.host, local.pathname, local.search], [host, pathname, search], region);
      }
    });
  }
});
