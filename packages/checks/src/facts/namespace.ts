import { z } from "zod";
import { defineFact } from "../fact.ts";
import { NAMESPACES, rightTo } from "./parts/kinds.ts";

export interface Namespace {
  readonly name: string;
  readonly exists: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

const object = z.object({ metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }) });

export const namespace = defineFact({
  name: "namespace",
  title: "the API's namespace",
  platform: "kubernetes",
  kubernetes: [rightTo("get", NAMESPACES, "cluster")],
  read: async ({ kubernetes, target }): Promise<Namespace> => {
    const found = await kubernetes.get(NAMESPACES, target.namespace);
    if (found === undefined) return { name: target.namespace, exists: false, labels: {} };
    return { name: target.namespace, exists: true, labels: object.parse(found).metadata.labels };
  },
});
