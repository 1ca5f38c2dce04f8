import { execa } from "execa";
import { z } from "zod";

/** How to run kubectl against the cluster of the proof. */
export interface ClusterAccess {
  readonly kubectl: string;
  readonly kubeconfig: string;
  readonly namespace: string;
}

const daemonSet = z.object({
  status: z.object({ desiredNumberScheduled: z.number(), numberReady: z.number().default(0) }),
});
const deployment = z.object({
  spec: z.object({ replicas: z.number() }),
  status: z.object({ readyReplicas: z.number().default(0) }),
});
const endpointSlices = z.object({
  items: z.array(
    z.object({ endpoints: z.array(z.object({ conditions: z.object({ ready: z.boolean().optional() }) })).nullish() }),
  ),
});
const namespace = z.object({ metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }) });

/** Reads the Kubernetes side of the proof back through the Kubernetes API. */
export class ClusterReader {
  private readonly access: ClusterAccess;

  constructor(access: ClusterAccess) {
    this.access = access;
  }

  private async run(args: readonly string[]): Promise<string> {
    const { kubectl, kubeconfig, namespace } = this.access;
    const target = ["--kubeconfig", kubeconfig, "--namespace", namespace];
    return (await execa(kubectl, [...target, ...args])).stdout;
  }

  private async get<T>(schema: z.ZodType<T>, ...what: string[]): Promise<T> {
    return schema.parse(JSON.parse(await this.run(["get", ...what, "--output", "json"])));
  }

  /** Ready and wanted pods of the agent. */
  async agentPods(): Promise<{ ready: number; wanted: number }> {
    const { status } = await this.get(daemonSet, "daemonset", "xray-daemon");
    return { ready: status.numberReady, wanted: status.desiredNumberScheduled };
  }

  async apiPods(): Promise<{ ready: number; wanted: number }> {
    const { spec, status } = await this.get(deployment, "deployment", "pmp-api");
    return { ready: status.readyReplicas, wanted: spec.replicas };
  }

  /** Ready endpoints of the agent's Service. */
  async agentEndpoints(): Promise<number> {
    const slices = await this.get(
      endpointSlices,
      "endpointslices",
      "--selector",
      "kubernetes.io/service-name=xray-daemon",
    );
    return slices.items
      .flatMap((slice) => slice.endpoints ?? [])
      .filter((endpoint) => endpoint.conditions.ready !== false).length;
  }

  /** The Pod Security level that the namespace enforces. */
  async podSecurity(): Promise<string> {
    const { metadata } = await this.get(namespace, "namespace", this.access.namespace);
    return metadata.labels["pod-security.kubernetes.io/enforce"] ?? "(none)";
  }

  /** A short-lived token of a service account, issued by this cluster. */
  async token(serviceAccount: string, audience: string): Promise<string> {
    return (await this.run(["create", "token", serviceAccount, "--audience", audience])).trim();
  }

  /** The last error lines of the agent's log. */
  async agentTrouble(): Promise<string[]> {
    const log = await this.run(["logs", "daemonset/xray-daemon", "--tail", "400"]);
    return log
      .split("\n")
      .filter((line) => /error|denied|refused|fail/i.test(line))
      .slice(-5);
  }
}
