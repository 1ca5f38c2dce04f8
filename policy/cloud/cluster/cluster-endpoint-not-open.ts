import { isMuchOfInternet, WIDEST_PREFIX, type AddressBlock } from "../../kit/address-block.ts";
import { cisEks, securityHub, wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { list } from "../../kit/read.ts";
import { CLUSTERS, endpoint } from "./cluster.ts";

/**
 * Of all IPv4 addresses, by all blocks together: sixteen blocks of /8. More is a good part of the internet in pieces.
 */
const MOST_ADDRESSES = 16 * 2 ** 24;

export const clusterEndpointNotOpen = resourcePolicy({
  name: "cluster-endpoint-not-open",
  title: "The Kubernetes API of a cluster is not open to the whole internet.",
  why: "With an open endpoint, authentication is the only protection: a leaked token can be used from anywhere.",
  fix: "Set endpointPublicAccess to false, or name your own networks in publicAccessCidrs.",
  severity: "critical",
  enforcement: "mandatory",
  frameworks: [cisEks("5.4.1"), securityHub("EKS.1"), wellArchitected("SEC05-BP02")],
  types: CLUSTERS,
  *check(cluster) {
    const given = endpoint(cluster);
    // EKS's defaults: public, and open to the whole internet.
    if (given.endpointPublicAccess === false) return;
    const cidrs = list(given.publicAccessCidrs).map(String);
    if (cidrs.length === 0) {
      yield {
        path: "vpcConfig.publicAccessCidrs",
        message: "The endpoint is public and no networks are listed: it is open to the whole internet.",
      };
    }
    const blocks = cidrs.map(parseBlock);
    for (const [index, block] of blocks.entries()) {
      const problem = blockProblem(block);
      if (problem !== undefined)
        yield { path: "vpcConfig.publicAccessCidrs", message: `${cidrs[index] ?? ""} ${problem}` };
    }
    const addresses = blocks.reduce((sum, block) => sum + (block?.family === 4 ? 2 ** (32 - block.prefix) : 0), 0);
    if (addresses > MOST_ADDRESSES && blocks.every((block) => blockProblem(block) === undefined)) {
      const share = Math.round((addresses / 2 ** 32) * 100);
      yield {
        path: "vpcConfig.publicAccessCidrs",
        message: `The blocks are ${share} % of all IPv4 addresses together, which can't be a list of your own networks.`,
      };
    }
  },
});

/** The size of a block; undefined for text that is none. EKS itself reads the address more strictly. */
function parseBlock(cidr: string): AddressBlock | undefined {
  const [, address = "", prefix = ""] = /^([^/]+)\/(\d{1,3})$/.exec(cidr.trim()) ?? [];
  const length = Number(prefix);
  if (/^(?:\d{1,3}\.){3}\d{1,3}$/.test(address)) return length <= 32 ? { family: 4, prefix: length } : undefined;
  return /^[\da-f:]*:[\da-f:.]*$/i.test(address) && length <= 128 ? { family: 6, prefix: length } : undefined;
}

function blockProblem(block: AddressBlock | undefined): string | undefined {
  if (block === undefined) return "is no block of addresses, such as 203.0.113.0/24.";
  if (block.prefix === 0) return "allows the whole internet.";
  if (!isMuchOfInternet(block)) return undefined;
  return `is a large part of the internet; a block may be /${WIDEST_PREFIX[block.family]} or smaller.`;
}
