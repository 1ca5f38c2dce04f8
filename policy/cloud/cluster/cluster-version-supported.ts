import { z } from "zod";
import { securityHub, wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { text } from "../../kit/read.ts";
import { CLUSTERS } from "./cluster.ts";

/**
 * Versions and the last day of their standard support in EKS, as known on 2026-11-22.
 * https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
 */
const SUPPORT = { "1.34": "2026-12-02", "1.35": "2027-03-27", "1.36": "2027-08-02" };

export const clusterVersionSupported = resourcePolicy({
  name: "cluster-version-supported",
  title: "A cluster runs a version of Kubernetes in standard support.",
  why: "Afterwards an hour of the cluster costs six times as much, and a year later AWS updates the cluster at a time that it chooses.",
  fix: "Update one minor version at a time, or add a newer version to this policy's option support.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [securityHub("EKS.2"), wellArchitected("SEC06-BP01")],
  types: CLUSTERS,
  config: {
    support: z
      .record(z.string(), z.string().regex(/^\d{4}-\d{2}-\d{2}$/))
      .default(SUPPORT)
      .describe("Versions that are allowed, each with the last day of its standard support."),
  },
  *check({ props }, { support }, { today }) {
    const path = "version";
    const version = text(props.version);
    const known = Object.keys(support).sort(byVersion);
    if (version === undefined) yield { path, message: "No version is set: EKS would choose one." };
    else if (support[version] === undefined) {
      yield { path, message: `${version} is not among the versions that are allowed: ${known.join(", ")}.` };
    } else if (support[version] < today) {
      yield { path, message: `The standard support of ${version} ended on ${support[version]}.` };
    }
  },
});

function byVersion(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}
