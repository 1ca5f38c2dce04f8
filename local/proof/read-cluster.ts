import { execa } from "execa";
import { z } from "zod";

/** How to run kubectl against the cluster of the proof. */
export interface ClusterAccess {
  readonly kubectl: string;
  readonly kubeconfig: string;
  readonly namespace: string;
}

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

  /** The Pod Security level that the namespace enforces. */
  async podSecurity(): Promise<string> {
    const { metadata } = await this.get(namespace, "namespace", this.access.namespace);
    return metadata.labels["pod-security.kubernetes.io/enforce"] ?? "(none)";
  }

  /** A short-lived token of a service account, issued by this cluster. */
  async token(serviceAccount: string, audience: string): Promise<string> {
    return (await this.run(["create", "token", serviceAccount, "--audience", audience])).trim();
  }
}
