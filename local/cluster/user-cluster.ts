import { execa } from "execa";
import { z } from "zod";
import { UsageError } from "@pmp/command-line";

const contexts = z.object({ contexts: z.array(z.object({ name: z.string() })).nullish() });
const discovery = z.object({ issuer: z.url() });
/** A kubeconfig with only the context that the user chose, including credentials. */
export async function contextKubeconfig(kubectl: string, context: string): Promise<string> {
  const known = contexts.parse(JSON.parse((await execa(kubectl, ["config", "view", "--output", "json"])).stdout));
  const names = (known.contexts ?? []).map(({ name }) => name);
  if (!names.includes(context)) {
    throw new UsageError(
      `There is no context ${context} in your kubeconfig. ${names.length === 0 ? "It has none at all; set KUBECONFIG." : `It has: ${names.join(", ")}`}`,
    );
  }
  const view = ["config", "view", "--context", context, "--minify", "--flatten", "--raw", "--output", "json"];
  return (await execa(kubectl, view)).stdout;
}

/** Who issues the cluster's service account tokens. Throws when the cluster does not answer. */
export async function clusterIssuer(kubectl: string, kubeconfig: string, context: string): Promise<string> {
  const result = await execa(
    kubectl,
    ["--kubeconfig", kubeconfig, "get", "--raw", "/.well-known/openid-configuration", "--request-timeout", "10s"],
    { reject: false },
  );
  if (result.exitCode !== 0) {
    throw new UsageError(`The cluster of context ${context} does not answer: ${result.stderr.trim()}`);
  }
  return discovery.parse(JSON.parse(result.stdout)).issuer;
}

/** Rejects an existing namespace: the user's own objects must not be changed or deleted. */
export async function requireNoNamespace(kubectl: string, kubeconfig: string, namespace: string): Promise<void> {
  const found = await execa(kubectl, ["--kubeconfig", kubeconfig, "get", "namespace", namespace, "--ignore-not-found"]);
  if (found.stdout.trim() === "") return;
  throw new UsageError(
    `The cluster has a namespace ${namespace} that no run of this project is in charge of. Remove it, or choose another cluster: \`npm stop\` would delete it.`,
  );
}
