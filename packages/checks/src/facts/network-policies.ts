import { z } from "zod";
import { defineFact } from "../fact.ts";
import { NETWORK_POLICIES, rightTo } from "./parts/kinds.ts";
import { workload } from "./workload.ts";

/** What selects pods: labels, and expressions. */
export interface Selector {
  readonly labels: Readonly<Record<string, string>>;
  readonly expressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

/** One side of an allowed connection. */
export interface Peer {
  readonly pods?: Selector;
  readonly namespaces?: Selector;
  readonly cidr?: string;
  readonly except: readonly string[];
}

export interface Rule {
  /** Empty: everybody. */
  readonly peers: readonly Peer[];
  /** Empty: every port. */
  readonly ports: readonly { readonly protocol: string; readonly port?: string | number; readonly endPort?: number }[];
}

export interface NetworkPolicy {
  readonly name: string;
  readonly namespace: string;
  readonly pods: Selector;
  /** Undefined: the policy says nothing of that direction. */
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

const orEmpty = <T>(value: T[] | null | undefined): T[] => value ?? [];
const selector = z
  .object({
    matchLabels: z.record(z.string(), z.string()).nullish(),
    matchExpressions: z
      .array(
        z.object({ key: z.string(), operator: z.string(), values: z.array(z.string()).nullish().transform(orEmpty) }),
      )
      .nullish(),
  })
  .transform(({ matchLabels, matchExpressions }): Selector => ({
    labels: matchLabels ?? {},
    expressions: matchExpressions ?? [],
  }));
const peer = z.object({
  podSelector: selector.optional(),
  namespaceSelector: selector.optional(),
  ipBlock: z.object({ cidr: z.string(), except: z.array(z.string()).nullish().transform(orEmpty) }).optional(),
});
const port = z.object({
  protocol: z.string().default("TCP"),
  port: z.union([z.string(), z.number()]).exactOptional(),
  endPort: z.number().exactOptional(),
});
const rule = z.object({
  from: z.array(peer).nullish().transform(orEmpty),
  to: z.array(peer).nullish().transform(orEmpty),
  ports: z.array(port).nullish().transform(orEmpty),
});
const policy = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    podSelector: selector,
    policyTypes: z.array(z.string()).default(["Ingress"]),
    ingress: z.array(rule).nullish().transform(orEmpty),
    egress: z.array(rule).nullish().transform(orEmpty),
  }),
});

export const networkPolicies = defineFact({
  name: "network-policies",
  title: "NetworkPolicies around the API and the agent",
  platform: "kubernetes",
  kubernetes: [rightTo("list", NETWORK_POLICIES)],
  read: async ({ kubernetes, fact }): Promise<readonly NetworkPolicy[]> => {
    const { namespaces } = await fact(workload);
    const found = await Promise.all(namespaces.map((namespace) => kubernetes.list(NETWORK_POLICIES, { namespace })));
    return found.flat().map((object) => {
      const { metadata, spec } = policy.parse(object);
      const types = new Set(spec.policyTypes);
      return {
        name: metadata.name,
        namespace: metadata.namespace,
        pods: spec.podSelector,
        ...(types.has("Ingress") && { ingress: spec.ingress.map((each) => toRule(each, each.from)) }),
        ...(types.has("Egress") && { egress: spec.egress.map((each) => toRule(each, each.to)) }),
      };
    });
  },
});

function toRule({ ports }: z.output<typeof rule>, peers: readonly z.output<typeof peer>[]): Rule {
  return {
    ports,
    peers: peers.map(({ podSelector, namespaceSelector, ipBlock }) => ({
      ...(podSelector !== undefined && { pods: podSelector }),
      ...(namespaceSelector !== undefined && { namespaces: namespaceSelector }),
      ...(ipBlock !== undefined && { cidr: ipBlock.cidr }),
      except: ipBlock?.except ?? [],
    })),
  };
}
