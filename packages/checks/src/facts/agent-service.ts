import { z } from "zod";
import { defineFact, NotRead } from "../fact.ts";
import { ENDPOINT_SLICES, SERVICES, rightTo } from "./parts/kinds.ts";
import { workload } from "./workload.ts";

/** The Service by which the API reaches the agent. */
export interface AgentService {
  readonly name: string;
  readonly namespace: string;
  readonly exists: boolean;
  readonly headless: boolean;
  readonly internalTrafficPolicy: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly port: number; readonly protocol: string }[];
  /** Nodes of the endpoints, and whether they are ready. */
  readonly endpoints: readonly { readonly node?: string; readonly ready: boolean }[];
}

const service = z.object({
  spec: z.object({
    clusterIP: z.string().default(""),
    internalTrafficPolicy: z.string().default("Cluster"),
    selector: z.record(z.string(), z.string()).default({}),
    ports: z.array(z.object({ port: z.number(), protocol: z.string().default("TCP") })).default([]),
  }),
});
const slice = z.object({
  endpoints: z
    .array(
      z.object({ nodeName: z.string().optional(), conditions: z.object({ ready: z.boolean().nullish() }).default({}) }),
    )
    .nullish()
    .transform((value) => value ?? []),
});

export const agentService = defineFact({
  name: "agent-service",
  title: "Service of the agent",
  platform: "kubernetes",
  kubernetes: [rightTo("get", SERVICES), rightTo("list", ENDPOINT_SLICES)],
  read: async ({ kubernetes, fact, target }): Promise<AgentService> => {
    const { agentAddress, mode, namespaces } = await fact(workload);
    const host = /^(.+):\d+$/.exec(agentAddress ?? "xray-daemon:2000")?.[1] ?? "";
    if (mode === "sidecar" || host === "" || /^[\d.]+$/.test(host) || host.startsWith("$(") || host === "localhost") {
      throw new NotRead("unsupported", "the API does not reach its agent by a Service");
    }
    const [name = ""] = host.split(".");
    const namespace = namespaces[1] ?? target.namespace;
    const [object, slices] = await Promise.all([
      kubernetes.get(SERVICES, name, namespace),
      kubernetes.list(ENDPOINT_SLICES, { namespace, labelSelector: `kubernetes.io/service-name=${name}` }),
    ]);
    const base = { name, namespace, exists: object !== undefined };
    if (object === undefined) {
      return { ...base, headless: false, internalTrafficPolicy: "", selector: {}, ports: [], endpoints: [] };
    }
    const { spec } = service.parse(object);
    return {
      ...base,
      headless: spec.clusterIP === "None",
      internalTrafficPolicy: spec.internalTrafficPolicy,
      selector: spec.selector,
      ports: spec.ports,
      endpoints: slices
        .flatMap((each) => slice.parse(each).endpoints)
        .map(({ nodeName, conditions }) => ({
          ...(nodeName !== undefined && { node: nodeName }),
          ready: conditions.ready !== false,
        })),
    };
  },
});
