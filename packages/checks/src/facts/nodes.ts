import { z } from "zod";
import { defineFact } from "../fact.ts";
import { NODES, rightTo } from "./parts/kinds.ts";

export interface Node {
  readonly name: string;
  readonly ready: boolean;
  /** A virtual node of EKS Fargate, which runs no DaemonSets. */
  readonly fargate: boolean;
  readonly os: string;
  readonly arch: string;
  /** Version of its kubelet, such as v1.35.2-eks-1234567. */
  readonly kubelet: string;
  /** `NoSchedule` and `NoExecute` taints, as key=value:effect. */
  readonly taints: readonly string[];
  /** The EC2 instance, where it is one. */
  readonly instance?: string;
}

const node = z.object({
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
  spec: z
    .object({
      providerID: z.string().default(""),
      taints: z
        .array(z.object({ key: z.string(), value: z.string().default(""), effect: z.string() }))
        .nullish()
        .transform((value) => value ?? []),
    })
    .prefault({}),
  status: z.object({
    nodeInfo: z.object({ operatingSystem: z.string(), architecture: z.string(), kubeletVersion: z.string() }),
    conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
  }),
});

export const nodes = defineFact({
  name: "nodes",
  title: "nodes of the cluster",
  platform: "kubernetes",
  kubernetes: [rightTo("list", NODES, "cluster")],
  read: async ({ kubernetes }): Promise<readonly Node[]> => {
    const objects = await kubernetes.list(NODES, {});
    return objects.map((object) => {
      const { metadata, spec, status } = node.parse(object);
      const instance = /\/(i-[0-9a-f]+)$/.exec(spec.providerID)?.[1];
      return {
        name: metadata.name,
        ready: status.conditions.some(({ type, status: value }) => type === "Ready" && value === "True"),
        fargate:
          metadata.labels["eks.amazonaws.com/compute-type"] === "fargate" || metadata.name.startsWith("fargate-"),
        os: status.nodeInfo.operatingSystem,
        arch: status.nodeInfo.architecture,
        kubelet: status.nodeInfo.kubeletVersion,
        taints: spec.taints
          .filter(({ effect }) => effect !== "PreferNoSchedule")
          .map(({ key, value, effect }) => `${key}${value === "" ? "" : `=${value}`}:${effect}`),
        ...(instance !== undefined && { instance }),
      };
    });
  },
});
